package io.quotastack.core.config;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.EventTypes;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.simulation.ShadowReport;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/**
 * One immutable snapshot of all configuration. Every decision reads one snapshot; its version orders snapshots.
 *
 * @param version the number of changes that made it; 0 is empty
 * @param rootKeyHash lower-case hex SHA-256 of the operator's key
 */
public record Config(
        long version,
        Optional<String> rootKeyHash,
        ShardedMap<UUID, Tenant> tenants,
        ApiKeys keys,
        ShardedMap<TenantEnvironment, EnvironmentConfig> tenantEnvironments) {

    public static final Config EMPTY = new Config(0, Optional.empty(), ShardedMap.empty(), ApiKeys.NONE,
            ShardedMap.empty());

    /**
     * The configuration of one environment of one tenant. Metrics by key, top-up packages by id, simulations by
     * place.
     *
     * @param eventTypes of the metrics
     * @param earlyRules by metric, while not all is read: compaction keeps the last change of each thing, so a rule may come
     *     before the metric that it prices
     */
    public record EnvironmentConfig(
            Settings settings,
            SortedMap<String, Metric> metrics,
            EventTypes eventTypes,
            SortedMap<String, TopupPackage> topupPackages,
            Plans plans,
            SortedMap<Integer, SimulationJob> simulations,
            SortedMap<String, Rules> earlyRules) {

        public static final EnvironmentConfig EMPTY = new EnvironmentConfig(Settings.DEFAULT,
                Collections.emptySortedMap());

        /** One that sells nothing. */
        public EnvironmentConfig(Settings settings, SortedMap<String, Metric> metrics) {
            this(settings, metrics, Collections.emptySortedMap(), Plans.NONE);
        }

        /** One that is read as a whole, and simulates nothing. */
        public EnvironmentConfig(Settings settings, SortedMap<String, Metric> metrics,
                SortedMap<String, TopupPackage> topupPackages, Plans plans) {
            this(settings, metrics, EventTypes.of(metrics.values()), topupPackages, plans,
                    Collections.emptySortedMap(), Collections.emptySortedMap());
        }

        public Optional<Metric> metric(String key) {
            return Optional.ofNullable(metrics.get(key));
        }

        /** The metric that CloudEvents of that type count for, archived or not. */
        public Optional<Metric> metricOfEventType(String type) {
            return eventTypes.metricKey(type).flatMap(this::metric);
        }

        /** The package of that id, archived or not. */
        public Optional<TopupPackage> topupPackage(String id) {
            return Optional.ofNullable(topupPackages.get(id));
        }

        /** The package of that id, unless it is archived. */
        public Optional<TopupPackage> soldPackage(String id) {
            return topupPackage(id).filter(sold -> sold.archivedAt().isEmpty());
        }

        /** The simulation of that id, canceled or not, unless it is over by its age. */
        public Optional<SimulationJob> simulation(String id, Instant now) {
            return simulations.values().stream().filter(job -> job.id().equals(id) && job.keptAt(now)).findAny();
        }

        /** The same, and the one that a report of a shadow rule is. */
        public Optional<SimulationJob> simulationOrReport(String id, Instant now) {
            return simulation(id, now).or(() -> ShadowReport.find(id, this::rule).map(ShadowReport::job));
        }

        /** The rule of that id, archived or not. */
        public Optional<MeteringRule> rule(String id) {
            return metrics.values().stream().flatMap(metric -> metric.rules().find(id).stream()).findAny();
        }

        public Optional<Plan> plan(String id) {
            return plans.plan(id);
        }

        /** The newest version of the variant of that id: the one that a subscription starts with. */
        public Optional<PlanVariant> variant(String id) {
            return plans.variant(id);
        }

        /** The version of a variant that a subscription started with. */
        public Optional<PlanVariant> variantVersion(String id, int version) {
            return plans.variantVersion(id, version);
        }
    }

    /** The environment's configuration; of an unknown one, the defaults. */
    public EnvironmentConfig environment(TenantEnvironment tenantEnvironment) {
        return tenantEnvironments.get(tenantEnvironment).orElse(EnvironmentConfig.EMPTY);
    }

    /** The snapshot after further changes: the only way to a new one, in the deciding task and in every reader alike. */
    public Config apply(Iterable<NumberedChange> changes) {
        var builder = new ConfigBuilder(this);
        changes.forEach(builder::apply);
        return builder.build();
    }

    /** The snapshot after one more change. */
    public Config apply(long newVersion, ConfigChange change) {
        return apply(List.of(new NumberedChange(newVersion, change)));
    }
}
