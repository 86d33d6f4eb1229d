package io.quotastack.ledger.node;

import org.apache.kafka.streams.KafkaStreams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.platform.commit.PendingCalls;

/** What an operator watches of a ledger node. */
record LedgerMetrics(
        KafkaStreams streams,
        PendingCalls<Answer> pendingCalls,
        CommandLog log,
        int partitions) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("quotastack.ledger.running", streams,
                running -> running.state() == KafkaStreams.State.RUNNING ? 1 : 0)
                .description("1 while the ledger decides commands").register(registry);
        Gauge.builder("quotastack.ledger.waiting.callers", pendingCalls, PendingCalls::count)
                .description("callers that wait for an answer").register(registry);
        for (int partition = 0; partition < partitions; partition++) {
            int of = partition;
            Gauge.builder("quotastack.ledger.undecided.commands", log, commands -> commands.undecided(of))
                    .tags(Tags.of("partition", Integer.toString(of)))
                    .description("commands appended by this node and not decided yet").register(registry);
        }
    }
}
