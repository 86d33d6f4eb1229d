package io.quotastack.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.metering.EventTypes;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.tenant.Settings;

/** One environment of a snapshot in the making; what does not change is not copied. */
final class EnvironmentConfigBuilder {

    private final Config.EnvironmentConfig base;
    private Settings settings;
    private final Map<String, Metric> metrics = new TreeMap<>();
    /** By metric and id. */
    private final Map<String, Map<String, MeteringRule>> rules = new TreeMap<>();
    private final Map<String, TopupPackage> topupPackages = new TreeMap<>();
    private final Map<String, Plan> plans = new TreeMap<>();
    private final Map<PlanVariant.Ref, PlanVariant> variants = new TreeMap<>();

    private final Map<Integer, SimulationJob> simulations = new TreeMap<>();

    EnvironmentConfigBuilder(Config.EnvironmentConfig base) {
        this.base = base;
        settings = base.settings();
    }

    void put(Settings set) {
        settings = set;
    }

    void put(Metric metric) {
        metrics.put(metric.key(), metric);
        metric.rules().all().forEach(this::put);
    }

    void put(MeteringRule rule) {
        rules.computeIfAbsent(rule.metricKey(), key -> new LinkedHashMap<>()).put(rule.id(), rule);
    }

    void put(TopupPackage topupPackage) {
        topupPackages.put(topupPackage.id(), topupPackage);
    }

    void put(Plan plan) {
        plans.put(plan.id(), plan);
    }

    void put(PlanVariant variant) {
        variants.put(variant.ref(), variant);
    }

    void put(SimulationJob simulation) {
        simulations.put(simulation.place(), simulation);
    }

    Config.EnvironmentConfig build() {
        NavigableMap<PlanVariant.Ref, PlanVariant> versions = variants.isEmpty()
                ? base.plans().variants()
                : Collections.unmodifiableNavigableMap(merged(base.plans().variants(), variants));
        Map<String, Metric> priced = new TreeMap<>();
        Map<String, Rules> early = new TreeMap<>();
        price(priced, early);
        SortedMap<String, Metric> allMetrics = rows(base.metrics(), priced);
        return new Config.EnvironmentConfig(settings, allMetrics,
                metrics.isEmpty() ? base.eventTypes() : EventTypes.of(allMetrics.values()),
                rows(base.topupPackages(), topupPackages),
                new Plans(rows(base.plans().plans(), plans), versions), rows(base.simulations(), simulations),
                early(early));
    }

    /** Puts metrics and their rules together, whichever came first. */
    private void price(Map<String, Metric> priced, Map<String, Rules> early) {
        Set<String> changed = new TreeSet<>(metrics.keySet());
        changed.addAll(rules.keySet());
        for (String key : changed) {
            Optional<Metric> before = base.metric(key);
            Rules now = before.map(Metric::rules)
                    .orElseGet(() -> base.earlyRules().getOrDefault(key, Rules.NONE))
                    .with(rules.getOrDefault(key, Map.of()).values());
            Optional.ofNullable(metrics.get(key)).or(() -> before).ifPresentOrElse(
                    metric -> priced.put(key, metric.withRules(now)), () -> early.put(key, now));
        }
    }

    private SortedMap<String, Rules> early(Map<String, Rules> more) {
        if (more.isEmpty() && base.earlyRules().isEmpty()) {
            return base.earlyRules();
        }
        SortedMap<String, Rules> early = merged(base.earlyRules(), more);
        early.keySet().removeAll(metrics.keySet());
        return Collections.unmodifiableSortedMap(early);
    }

    private static <K, V> SortedMap<K, V> rows(SortedMap<K, V> before, Map<K, V> changed) {
        return changed.isEmpty() ? before : Collections.unmodifiableSortedMap(merged(before, changed));
    }

    private static <K, V> NavigableMap<K, V> merged(SortedMap<K, V> before, Map<K, V> changed) {
        var all = new TreeMap<>(before);
        all.putAll(changed);
        return all;
    }
}
