package io.quotastack.standalone.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.Reply;

/**
 * The configuration as it changes while commands are decided. Each node knows it up to a version of its own; a task that
 * needs a later one reads on.
 */
final class SimulatedConfig {

    static final String KEY = "qs_live_simulation";
    static final String PREPAID = "var_prepaid";
    static final String POSTPAID = "var_postpaid";

    private final TenantEnvironment environment;
    private final List<Config> versions = new ArrayList<>(List.of(Config.EMPTY));
    private final RandomGenerator random;

    SimulatedConfig(RandomGenerator random) {
        this.random = random;
        UUID tenant = new UUID(random.nextLong(), random.nextLong());
        this.environment = new TenantEnvironment(tenant, Environment.LIVE);
        put(new ConfigChange.TenantPut(new Tenant(tenant, "Acme", Instant.EPOCH)));
        put(new ConfigChange.ApiKeyPut(new ApiKey("key_1", environment, "all", ApiKey.hashOf(KEY),
                KEY.substring(0, 12), Set.of(), Instant.EPOCH, Optional.empty(), Optional.empty())));
        putPriceList();
        put(metric("pages", new Price.Tiered(Price.TierMode.GRADUATED, Price.Scope.MONTH,
                List.of(new Tier(OptionalLong.of(10), 100, 0), new Tier(OptionalLong.empty(), 50, 5)))));
        put(new ConfigChange.PlanPut(environment, new Plan("plan_1", "pro", 1, "Pro", Optional.empty(),
                new TreeMap<>(), Instant.EPOCH, Instant.EPOCH)));
        put(variant(PREPAID, BillingMode.PREPAID, new Rollover(60, Optional.of(300L))));
        put(variant(POSTPAID, BillingMode.POSTPAID, Rollover.NONE));
        put(new ConfigChange.TopupPackagePut(environment, new TopupPackage("pkg_large", "large",
                new TopupPackage.Terms("Large", 2_000, 500, 990, "EUR", Optional.empty(), 0, Map.of()),
                Instant.EPOCH, Optional.empty())));
        change();
    }

    TenantEnvironment environment() {
        return environment;
    }

    /** Prices and the policy of overage become others. */
    void change() {
        if (random.nextBoolean() || newest() < 10) {
            put(metric("tokens", new Price.PerUnit(1 + random.nextInt(20))));
        } else {
            put(new ConfigChange.SettingsPut(environment, new Settings(
                    random.nextBoolean() ? OveragePolicy.ALLOW : OveragePolicy.BLOCK, Optional.empty(),
                    Optional.empty(), 35)));
        }
    }

    private void put(ConfigChange change) {
        versions.add(versions.getLast().apply(List.of(new NumberedChange(versions.size(), change))));
    }

    int newest() {
        return versions.size() - 1;
    }

    Config at(long version) {
        return versions.get((int) version);
    }

    /** Calls go by the entry for events that say nothing of their model. */
    private void putPriceList() {
        put(new ConfigChange.MetricPut(environment, new Metric("calls", "calls", Optional.empty(), Instant.EPOCH,
                Optional.empty(), Optional.empty(), Dimensions.of(List.of("model")), Rules.NONE)));
        put(new ConfigChange.RulePut(environment, new MeteringRule("rule_calls", "calls", 1,
                Optional.of(new Price.Flat(7)),
                PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "")),
                        new Price.PerUnit(7, 2, Price.Scope.MONTH)))),
                Optional.empty(), Instant.EPOCH, Instant.EPOCH, Optional.empty())));
    }

    private ConfigChange metric(String key, Price price) {
        return new ConfigChange.MetricPut(environment, new Metric(key, key, Optional.empty(), Instant.EPOCH,
                Optional.empty(), List.of(new MeteringRule("rule_" + key, key, 1, price, Instant.EPOCH, Instant.EPOCH,
                        Optional.empty()))));
    }

    private ConfigChange variant(String id, BillingMode mode, Rollover rollover) {
        var terms = new VariantTerms(mode, new Cadence(Interval.DAY, 1), Optional.empty(), Optional.empty(), 1, 1, 1,
                true, false, Optional.empty(), Optional.empty(),
                List.of(new CreditGrantTerms(700, Optional.empty(), new GrantExpiry.PeriodEnd(), 0, rollover, true)),
                Optional.empty(), Optional.empty(), Optional.empty());
        return new ConfigChange.VariantPut(environment,
                new PlanVariant(id, "plan_1", id, 1, terms, Instant.EPOCH, Instant.EPOCH));
    }

    /** What one node knows of it. */
    final class Known implements ConfigGateway {

        private int version = newest();

        /** Reads on, as far as it likes. */
        void readOn() {
            version += random.nextInt(newest() - version + 1);
        }

        Config exactly(long wanted) {
            version = Math.max(version, (int) wanted);
            return at(wanted);
        }

        @Override
        public Config current() {
            return at(version);
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
                ConfigCommand command) {
            throw new UnsupportedOperationException("the configuration changes by itself here");
        }
    }
}
