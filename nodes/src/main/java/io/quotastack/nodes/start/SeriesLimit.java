package io.quotastack.nodes.start;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

/**
 * The bound on how many series a metric has, one for each combination of its labels: they live as long as the process.
 * Labels are bounded where they are made; those that grow with the installation, such as tenants, end here. Series beyond
 * the bound are not shown.
 */
final class SeriesLimit implements MeterFilter {

    private static final Logger LOG = LoggerFactory.getLogger(SeriesLimit.class);

    private final int most;
    private final Map<String, AtomicInteger> seriesByName = new ConcurrentHashMap<>();

    SeriesLimit(int most) {
        this.most = most;
    }

    /** Asked about series that are not registered yet. */
    @Override
    public MeterFilterReply accept(Meter.Id id) {
        int series = seriesByName.computeIfAbsent(id.getName(), unused -> new AtomicInteger())
                .updateAndGet(known -> Math.min(known + 1, most + 2));
        if (series == most + 1) {
            LOG.warn("metric {} has {} series: further ones are not shown", id.getName(), most);
        }
        return series > most ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
