package io.quotastack.ledger.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.problem.ProblemType;

/**
 * Counts usage events that were accepted (in a batch, by respond-async, from Kafka) and refused when they were decided, by the
 * type of the problem: those that no answer over HTTP tells of. All types are there from the start, at 0: an alert does
 * not see a series grow that begins with its first refusal.
 */
final class RefusedUsage {

    private final Map<ProblemType, Counter> counters = new EnumMap<>(ProblemType.class);

    RefusedUsage(MeterRegistry registry) {
        for (ProblemType type : ProblemType.values()) {
            counters.put(type, Counter.builder("quotastack.usage.refused")
                    .description("usage events that were accepted and then refused, by the type of the problem")
                    .tag("type", type.slug()).register(registry));
        }
    }

    /** Counts an event whose refusal is committed. */
    void refused(ProblemType why) {
        Objects.requireNonNull(counters.get(why), "each type has one").increment();
    }
}
