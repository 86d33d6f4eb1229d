package io.quotastack.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.tenant.Settings;

/**
 * The environment in which tests decide: {@code tokens} cost 10 each, {@code calls} 7 an event, {@code pages} in tiers of
 * the month, {@code steps} in tiers of the subscription's period; a package sells 2,000 with a bonus of 500. The variants of
 * its one plan have periods of a day or two.
 */
public final class TestEnvironment {

    public static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    public static final String PACKAGE = "pkg_large";
    public static final String PLAN = "plan_1";
    /** Paid in advance: rolls over, has a trial and a contract, and falls back to the other. */
    public static final String PREPAID = "var_prepaid";
    /** Goes on by itself, and grants on a cadence of its own. */
    public static final String POSTPAID = "var_postpaid";

    private TestEnvironment() {}

    /**
     * One configuration of it.
     *
     * @param policy in force for customers who have none of their own
     */
    public static Config config(OveragePolicy policy) {
        var prepaid = new VariantTerms(BillingMode.PREPAID, new Cadence(Interval.DAY, 1), Optional.empty(),
                Optional.empty(), 1, 1, 1, true, false, Optional.empty(), Optional.empty(),
                List.of(grant(700, Optional.empty(), new GrantExpiry.PeriodEnd(), new Rollover(60, Optional.of(300L))),
                        grant(50, Optional.of(new Cadence(Interval.DAY, 2)), new GrantExpiry.Never(),
                                Rollover.NONE)),
                Optional.empty(), Optional.of(new ContractTerms(3, true, 1)), Optional.of(POSTPAID));
        var postpaid = new VariantTerms(BillingMode.POSTPAID, new Cadence(Interval.DAY, 2), Optional.empty(),
                Optional.empty(), 0, 0, 1, true, true, Optional.of(OveragePolicy.ALLOW), Optional.of(9_000L),
                List.of(grant(90, Optional.of(new Cadence(Interval.DAY, 1)), new GrantExpiry.CadenceEnd(),
                        new Rollover(100, Optional.empty()))),
                Optional.empty(), Optional.empty(), Optional.empty());
        List<ConfigChange> changes = List.of(
                new ConfigChange.SettingsPut(ENVIRONMENT, new Settings(policy, Optional.empty(), Optional.empty(), 35)),
                metric("tokens", new Price.PerUnit(10)), metric("calls", new Price.Flat(7)),
                metric("packs", new Price.PerPackage(10, 50)),
                metric("pages",
                        new Price.Tiered(Price.TierMode.GRADUATED, Price.Scope.MONTH,
                                List.of(new Tier(OptionalLong.of(10), 100, 0),
                                        new Tier(OptionalLong.empty(), 50, 5)))),
                metric("steps", Dimensions.of(List.of("model")),
                        new Price.Tiered(Price.TierMode.VOLUME, Price.Scope.PERIOD,
                                List.of(new Tier(OptionalLong.of(20), 9, 0),
                                        new Tier(OptionalLong.empty(), 4, 30)))),
                new ConfigChange.PlanPut(ENVIRONMENT, new Plan(PLAN, "pro", 1, "Pro", Optional.empty(),
                        new TreeMap<>(Map.of("export", new Feature.Included())), Instant.EPOCH, Instant.EPOCH)),
                new ConfigChange.VariantPut(ENVIRONMENT, new PlanVariant(PREPAID, PLAN, "prepaid", 1, prepaid,
                        Instant.EPOCH, Instant.EPOCH)),
                new ConfigChange.VariantPut(ENVIRONMENT, new PlanVariant(POSTPAID, PLAN, "postpaid", 1, postpaid,
                        Instant.EPOCH, Instant.EPOCH)),
                new ConfigChange.TopupPackagePut(ENVIRONMENT, new TopupPackage(PACKAGE, "large",
                        new TopupPackage.Terms("Large", 2_000, 500, 990, "EUR", Optional.empty(), 0, Map.of()),
                        Instant.EPOCH, Optional.empty())));
        return Config.EMPTY.apply(changes.stream().map(change -> new NumberedChange(1, change)).toList());
    }

    private static CreditGrantTerms grant(long credits, Optional<Cadence> cadence, GrantExpiry expiry,
            Rollover rollover) {
        return new CreditGrantTerms(credits, cadence, expiry, 0, rollover, true);
    }

    private static ConfigChange metric(String key, Price price) {
        return metric(key, Dimensions.NONE, price);
    }

    private static ConfigChange metric(String key, Dimensions dimensions, Price price) {
        return new ConfigChange.MetricPut(ENVIRONMENT, new Metric(key, key, Optional.empty(), Instant.EPOCH,
                Optional.empty(), Optional.empty(), dimensions,
                Rules.of(List.of(new MeteringRule("rule_" + key, key, 1, price, Instant.EPOCH, Instant.EPOCH,
                        Optional.empty())))));
    }

    public static CustomerKey customer(String externalId) {
        return CustomerKey.ofExternalId(ENVIRONMENT, externalId);
    }
}
