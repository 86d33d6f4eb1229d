package io.quotastack.ledger.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.platform.client.CommittedConsumer;

/** Committed records of a stretch of one partition. What is deleted meanwhile ends it with a failure. */
final class KafkaCursor implements LogCursor {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MOVES_WITHIN = Duration.ofMinutes(1);

    private final TopicPartition log;
    private final long to;
    private final Consumer<byte[], byte[]> consumer;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

    KafkaCursor(Map<String, Object> kafka, TopicPartition log, long from, long to) {
        this.log = log;
        this.to = to;
        this.consumer = CommittedConsumer.of(kafka, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
        consumer.assign(List.of(log));
        consumer.seek(log, from);
    }

    @Override
    public Optional<LogRecord> next() {
        return nextRecord().map(record -> new LogRecord(record.offset(), Instant.ofEpochMilli(record.timestamp()),
                Optional.ofNullable(record.key()), Optional.ofNullable(record.value())));
    }

    Optional<ConsumerRecord<byte[], byte[]>> nextRecord() {
        if (!polled.hasNext()) {
            poll();
        }
        return polled.hasNext() ? Optional.of(polled.next()).filter(record -> record.offset() < to) : Optional.empty();
    }

    private void poll() {
        long deadline = System.nanoTime() + MOVES_WITHIN.toNanos();
        for (long at = consumer.position(log); !polled.hasNext() && at < to; at = consumer.position(log)) {
            polled = consumer.poll(POLL).records(log).iterator();
            if (System.nanoTime() - deadline > 0 && consumer.position(log) == at) {
                throw new CannotVerifyException(log + " could not be read behind offset " + at + " within "
                        + MOVES_WITHIN.toSeconds() + " s");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
