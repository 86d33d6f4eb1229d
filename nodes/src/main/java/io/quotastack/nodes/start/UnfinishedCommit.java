package io.quotastack.nodes.start;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps one warning out of the log. A producer that begins a transaction while the broker still finishes its last one is told
 * CONCURRENT_TRANSACTIONS and tries again a moment later. It warns of that each time, which under load is several times a
 * second, and would bury what is worth reading. Named in {@code logback.xml}.
 */
public final class UnfinishedCommit extends TurboFilter {

    private static final String SENDER = "org.apache.kafka.clients.producer.internals.Sender";
    private static final String TOLD = "CONCURRENT_TRANSACTIONS";

    @Override
    public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
            Object @Nullable [] params, @Nullable Throwable thrown) {
        // Kafka fills in its messages before it hands them over.
        return Level.WARN.equals(level) && format != null && format.contains(TOLD) && logger.getName().equals(SENDER)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
