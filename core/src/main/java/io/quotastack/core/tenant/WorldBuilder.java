package io.quotastack.core.tenant;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.metering.Metric;

/** One environment of a snapshot in the making; what does not change is not copied. */
final class WorldBuilder {

    /** Rows by key, copied at the first change. */
    private static final class Table<V> {
        private SortedMap<String, V> rows;
        private boolean own;

        Table(SortedMap<String, V> base) {
            rows = base;
        }

        void put(String key, V row) {
            if (!own) {
                rows = new TreeMap<>(rows);
                own = true;
            }
            rows.put(key, row);
        }

        SortedMap<String, V> rows() {
            return own ? Collections.unmodifiableSortedMap(rows) : rows;
        }
    }

    private Settings settings;
    private final Table<Metric> metrics;
    private final Table<TopupPackage> topupPackages;

    WorldBuilder(Config.World base) {
        settings = base.settings();
        metrics = new Table<>(base.metrics());
        topupPackages = new Table<>(base.topupPackages());
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

    Config.World build() {
        return new Config.World(settings, metrics.rows(), topupPackages.rows());
    }
}
