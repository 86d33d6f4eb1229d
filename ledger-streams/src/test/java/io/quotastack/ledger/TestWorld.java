package io.quotastack.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigChange;
import io.quotastack.core.tenant.NumberedChange;
import io.quotastack.core.tenant.Settings;

/**
 * The environment in which tests decide: {@code tokens} cost 10 each, {@code calls} 7 an event, {@code pages} in tiers of
 * the month; a package sells 2,000 with a bonus of 500.
 */
public final class TestWorld {

    public static final TenantEnvironment WORLD = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    public static final String PACKAGE = "pkg_large";

    private TestWorld() {}

    /**
     * One configuration of it.
     *
     * @param policy in force for customers who have none of their own
     */
    public static Config config(OveragePolicy policy) {
        List<ConfigChange> changes = List.of(
                new ConfigChange.SettingsPut(WORLD, new Settings(policy, Optional.empty(), Optional.empty(), 35)),
                metric("tokens", new Price.PerUnit(10)), metric("calls", new Price.Flat(7)),
                metric("pages",
                        new Price.Tiered(Price.TierMode.GRADUATED, Price.TierScope.MONTH,
                                List.of(new Tier(OptionalLong.of(10), 100, 0),
                                        new Tier(OptionalLong.empty(), 50, 5)))),
                new ConfigChange.TopupPackagePut(WORLD, new TopupPackage(PACKAGE, "large",
                        new TopupPackage.Terms("Large", 2_000, 500, 990, "EUR", Optional.empty(), 0, Map.of()),
                        Instant.EPOCH, Optional.empty())));
        return Config.EMPTY.apply(changes.stream().map(change -> new NumberedChange(1, change)).toList());
    }

    private static ConfigChange metric(String key, Price price) {
        return new ConfigChange.MetricPut(WORLD, new Metric(key, key, Optional.empty(), Instant.EPOCH,
                Optional.empty(), List.of(new MeteringRule("rule_" + key, key, 1, price, Instant.EPOCH, Instant.EPOCH,
                        Optional.empty()))));
    }

    public static CustomerKey customer(String externalId) {
        return CustomerKey.ofExternalId(WORLD, externalId);
    }
}
