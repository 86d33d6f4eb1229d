package io.quotastack.bench.fixture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import io.quotastack.bench.process.QuotaStack;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageOutcome;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;

/** Usage over Kafka, as any client sends it, and how far the product is with it, as any client sees it. */
public final class UsageLog implements AutoCloseable {

    private static final String OUTCOMES = Topics.USAGE_OUTCOMES.name();
    private static final String CHARGED = "charged";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    /** No transaction of the product stays open nearly as long: after this the last one has been. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration STUCK = Duration.ofSeconds(60);

    private final QuotaStack product;
    private final AvroSerdes serdes;
    private final Admin admin;
    private final List<TopicPartition> partitions;
    /** An id stands for one event for ever, also for the next row's log. */
    private final String idPrefix = "kafka-" + Long.toHexString(System.nanoTime()) + "-";
    private final AtomicLong nextEvent = new AtomicLong();

    public UsageLog(QuotaStack product) throws InterruptedException {
        this.product = product;
        this.serdes = new AvroSerdes(
                Map.of(AvroSerdes.REGISTRY_URL, product.registry(), AvroSerdes.AUTO_REGISTER, false));
        this.admin = Admin.create(Map.of("bootstrap.servers", product.bootstrapServers()));
        this.partitions = get(admin.describeTopics(List.of(OUTCOMES)).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(partition -> new TopicPartition(OUTCOMES, partition.partition())).toList();
    }

    /** A moment in the log of outcomes. Offsets count the marks of transactions too, so they are no counts of records. */
    public record Mark(Map<TopicPartition, Long> offsets) {
        /** No fewer than the records since then. */
        public long offsetsSince(Mark begin) {
            return sum() - begin.sum();
        }

        private long sum() {
            return offsets.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** The end of what is committed. */
    public Mark mark() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        var found = get(admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, end) -> offsets.put(partition, end.offset()));
        return new Mark(offsets);
    }

    /** Sends events of one unit in Avro, as fast as the broker takes them; returns when it has them all. */
    public void produce(Customers customers, long count) {
        var settings = new Properties();
        settings.put("bootstrap.servers", product.bootstrapServers());
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 * 1024);
        settings.put("buffer.memory", 64 * 1024 * 1024);
        TenantEnvironment tenantEnvironment = product.tenantEnvironment();
        var fault = new AtomicReference<Throwable>();
        try (Serializer<UsageEvent> values = serdes.values(UsageEvent.class).serializer();
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < count; i++) {
                long number = nextEvent.getAndIncrement();
                String customer = customers.externalId(customers.pick(number));
                UsageEvent event = UsageEvent.newBuilder().setEventId(idPrefix + number)
                        .setTenantId(tenantEnvironment.tenantId().toString())
                        .setEnvironment(tenantEnvironment.environment().text())
                        .setExternalCustomerId(customer).setBillableMetricKey(Fixture.METRIC).setUnits(1).build();
                // The callback tells of failures; the future adds nothing.
                var unused = producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(),
                        CustomerKey.ofExternalId(tenantEnvironment, customer).toString(),
                        values.serialize(Topics.USAGE_EVENTS.name(), event)), (done, failure) -> {
                            if (failure != null) {
                                fault.set(failure);
                            }
                        });
            }
        }
        if (fault.get() != null) {
            throw new IllegalStateException("usage could not be produced", fault.get());
        }
    }

    /**
     * Waits until {@code count} events after {@code begin} have their outcomes.
     *
     * @return the time, as of System.nanoTime, when the last outcome was there
     * @throws IllegalStateException nothing came for a minute, or not all were charged
     */
    public long awaitOutcomes(Mark begin, long count) throws InterruptedException {
        Mark last = begin;
        long movedNanos = System.nanoTime();
        while (true) {
            Mark now = mark();
            long nowNanos = System.nanoTime();
            if (!now.equals(last)) {
                last = now;
                movedNanos = nowNanos;
            } else {
                long quiet = nowNanos - movedNanos;
                if (quiet > STUCK.toNanos()) {
                    throw new IllegalStateException("outcomes of %,d events do not come; %,d offsets did"
                            .formatted(count, now.offsetsSince(begin)));
                }
                if (quiet > QUIET.toNanos() && now.offsetsSince(begin) > count && outcomes(begin, now) >= count) {
                    return movedNanos;
                }
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** How many events have had their outcome since. */
    public long recordsSince(Mark begin) throws InterruptedException {
        return outcomes(begin, mark());
    }

    /** Counts records; each must be of an event that was charged, else the figure would mean something else. */
    private long outcomes(Mark begin, Mark end) {
        long count = 0;
        var settings = Map.<String, Object>of("bootstrap.servers", product.bootstrapServers(), "isolation.level",
                "read_committed");
        try (var values = serdes.values(UsageOutcome.class).deserializer();
                var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            begin.offsets().forEach(consumer::seek);
            while (end.offsets().entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                for (var found : consumer.poll(Duration.ofSeconds(1))) {
                    UsageOutcome outcome = values.deserialize(OUTCOMES, found.value());
                    if (!outcome.getStatus().equals(CHARGED)) {
                        throw new IllegalStateException("an event was not charged: " + outcome);
                    }
                    count++;
                }
            }
        }
        return count;
    }

    private static <T> T get(java.util.concurrent.Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker could not be asked", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
        serdes.close();
    }
}
