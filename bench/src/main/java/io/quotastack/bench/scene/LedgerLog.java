package io.quotastack.bench.fixture;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import io.quotastack.bench.process.QuotaStack;
import io.quotastack.schemas.topic.Topics;

/** The topic of ledger entries from now on, as anyone can follow it: committed entries only. */
public final class LedgerLog implements AutoCloseable {

    private static final Duration STUCK = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    public LedgerLog(QuotaStack product) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", product.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LEDGER_ENTRIES.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Waits until that many entries have come.
     *
     * @return the time, as of System.nanoTime, when the last of them was there
     * @throws IllegalStateException nothing came for a minute
     */
    public long awaitEntries(long count) {
        long found = 0;
        long lastNanos = System.nanoTime();
        while (found < count) {
            int more = consumer.poll(POLL).count();
            found += more;
            if (more > 0) {
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos > STUCK.toNanos()) {
                throw new IllegalStateException("%,d entries do not come; %,d did".formatted(count, found));
            }
        }
        return lastNanos;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
