package io.quotastack.core.config;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.tenant.Settings;

/** One environment of a snapshot in the making; what does not change is not copied. */
final class EnvironmentConfigBuilder {

    private final Config.EnvironmentConfig base;
    private Settings settings;
    private final Map<String, Metric> metrics = new TreeMap<>();
    private final Map<String, TopupPackage> topupPackages = new TreeMap<>();
    private final Map<String, Plan> plans = new TreeMap<>();
    private final Map<PlanVariant.Ref, PlanVariant> variants = new TreeMap<>();

    EnvironmentConfigBuilder(Config.EnvironmentConfig base) {
        this.base = base;
        settings = base.settings();
    }

    void put(Settings set) {
        settings = set;
    }

    void put(Metric metric) {
        metrics.put(metric.key(), metric);
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

    Config.EnvironmentConfig build() {
        NavigableMap<PlanVariant.Ref, PlanVariant> versions = variants.isEmpty()
                ? base.plans().variants()
                : Collections.unmodifiableNavigableMap(merged(base.plans().variants(), variants));
        return new Config.EnvironmentConfig(settings, rows(base.metrics(), metrics),
                rows(base.topupPackages(), topupPackages),
                new Plans(rows(base.plans().plans(), plans), versions));
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
