package io.quotastack.standalone.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.events.UsageEvent;
import io.quotastack.metering.intake.IntakeSettings;
import io.quotastack.metering.intake.UsageIntake;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.e2e.Eventually;

/** The usage intake on a real broker and registry; the commands it makes end in memory. */
@Timeout(120)
class UsageIntakeTest {

    private static final UUID TENANT = UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d");
    private static final Config CONFIG = Config.EMPTY.apply(1,
            new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", Instant.EPOCH)));
    private static final TopicPartition SOURCE = new TopicPartition(Topics.USAGE_EVENTS.name(), 0);
    private static final TopicPartition LETTERS = new TopicPartition(Topics.USAGE_EVENTS_DEAD_LETTERS.name(), 0);

    @TempDir
    private Path directory;

    private final CommandsInMemory commands = new CommandsInMemory();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private EmbeddedBroker broker;
    private EmbeddedSchemaRegistry registry;
    private AvroSerdes serdes;
    private Admin admin;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(directory, 0, false);
        admin = Admin.create(client());
        Topics.create(client(), new Topics.Settings(1, (short) 1));
        registry = EmbeddedSchemaRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), "127.0.0.1", 0);
        serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, registry.url()));
        producer = new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        serdes.close();
        registry.close();
        admin.close();
        broker.close();
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private UsageIntake intake() {
        return intake(serdes);
    }

    private UsageIntake intake(AvroSerdes reading) {
        return intake(reading, "node-1", false);
    }

    private UsageIntake intake(AvroSerdes reading, String name, boolean amongOthers) {
        var intake = new UsageIntake(new IntakeSettings(client(), NodeSettings.Member.alone(name), 1, amongOthers),
                reading.values(UsageEvent.class).deserializer(), commands, () -> CONFIG, InstantSource.system(),
                metrics);
        intake.start();
        return intake;
    }

    private void produce(String... eventIds) throws Exception {
        for (String id : eventIds) {
            produce(event(id));
        }
    }

    private byte[] event(String id) {
        UsageEvent event = UsageEvent.newBuilder().setEventId(id).setTenantId(TENANT.toString())
                .setEnvironment("live").setExternalCustomerId("acme:1").setBillableMetricKey("api_calls").build();
        return Objects.requireNonNull(serdes.values(UsageEvent.class).serializer().serialize(SOURCE.topic(), event));
    }

    private void produce(byte[] value) throws Exception {
        producer.send(record(value)).get();
    }

    private static ProducerRecord<byte[], byte[]> record(byte[] value) {
        return new ProducerRecord<>(SOURCE.topic(), 0, bytes("acme:1"), value);
    }

    private long committedOffset() throws Exception {
        var offsets = admin.listConsumerGroupOffsets(UsageIntake.GROUP).partitionsToOffsetAndMetadata().get();
        return Objects.requireNonNull(offsets.get(SOURCE)).offset();
    }

    @Test
    void takesUsageInOrderAndGoesOnAfterARestartWhereItEnded() throws Exception {
        produce("1", "2", "3");
        try (var intake = intake()) {
            assertThat(commands.next(3)).containsExactly("1", "2", "3");
            assertThat(intake.failure()).isEmpty();
        }
        assertThat(committedOffset()).isEqualTo(3);
        produce("4");
        try (var intake = intake()) {
            assertThat(commands.next(1)).containsExactly("4");
            assertThat(intake.taken()).isEqualTo(1);
        }
    }

    @Test
    void aDeadLetterIsTheRecordAsItCameWithReasonAndPosition() throws Exception {
        produce("1");
        var poison = record(bytes("poison"));
        poison.headers().add("mine", bytes("kept"));
        producer.send(poison).get();
        produce("2");
        try (var intake = intake()) {
            assertThat(commands.next(2)).containsExactly("1", "2");
            ConsumerRecord<byte[], byte[]> letter = deadLetters(1).getFirst();
            assertThat(letter.key()).isEqualTo(bytes("acme:1"));
            assertThat(letter.value()).isEqualTo(bytes("poison"));
            assertThat(header(letter, "mine")).isEqualTo("kept");
            assertThat(header(letter, "quotastack-reason")).contains("neither Avro");
            assertThat(header(letter, "quotastack-source-topic")).isEqualTo("usage-events");
            assertThat(header(letter, "quotastack-source-partition")).isEqualTo("0");
            assertThat(header(letter, "quotastack-source-offset")).isEqualTo("1");
            assertThat(Long.parseLong(header(letter, "quotastack-source-timestamp"))).isPositive();
            assertThat(intake.deadLettered()).isEqualTo(1);
        }
        assertThat(committedOffset()).isEqualTo(3);
    }

    @Test
    void whatIsTooLargeForADeadLetterLeavesItsPosition() throws Exception {
        try (var large = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "compression.type", "gzip", "max.request.size",
                        20 << 20),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            large.send(record(new byte[17 << 20])).get();
        }
        try (var intake = intake()) {
            ConsumerRecord<byte[], byte[]> letter = deadLetters(1).getFirst();
            assertThat(letter.value()).isNull();
            assertThat(Integer.parseInt(header(letter, "quotastack-omitted-bytes"))).isBetween(17 << 20,
                    (17 << 20) + 100);
            assertThat(header(letter, "quotastack-source-offset")).isEqualTo("0");
            assertThat(intake.failure()).isEmpty();
        }
    }

    @Test
    void takesNoMoreThanThereIsRoomFor() throws Exception {
        String[] ids = IntStream.range(0, 50).mapToObj(String::valueOf).toArray(String[]::new);
        produce(ids);
        commands.leaveRoomFor(20);
        try (var intake = intake()) {
            List<String> taken = new ArrayList<>(commands.next(20));
            assertThat(commands.waiting()).isZero();
            assertThat(intake.taken()).isEqualTo(20);
            commands.leaveRoomFor(1_000);
            taken.addAll(commands.next(30));
            assertThat(taken).containsExactly(ids);
        }
        assertThat(committedOffset()).isEqualTo(50);
    }

    @Test
    void afterAFailedWriteRecordsAreTakenAgainInOrder() throws Exception {
        produce("1", "2", "3");
        commands.failNextAppends(3);
        try (var intake = intake()) {
            assertThat(commands.next(3)).containsExactly("1", "2", "3");
            assertThat(intake.failure()).isEmpty();
        }
        assertThat(committedOffset()).isEqualTo(3);
    }

    @Test
    void whatAProducerAbortedWasNeverUsed() throws Exception {
        byte[] aborted = serdes.values(UsageEvent.class).serializer().serialize(SOURCE.topic(),
                UsageEvent.newBuilder().setEventId("aborted").setTenantId(TENANT.toString()).setEnvironment("live")
                        .setExternalCustomerId("acme:1").setBillableMetricKey("api_calls").build());
        try (var transactional = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "tenant"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(record(aborted)).get();
            transactional.abortTransaction();
        }
        produce("1");
        try (var intake = intake()) {
            assertThat(commands.next(1)).containsExactly("1");
            assertThat(intake.taken()).isEqualTo(1);
        }
    }

    /** One more partition, so that each has one: the other one takes over at once what a node leaves. */
    @Test
    void severalIntakesShareThePartitionsAndTakeOverAtOnce() throws Exception {
        admin.createPartitions(Map.of(SOURCE.topic(), NewPartitions.increaseTo(2))).all().get();
        try (var one = intake(serdes, "node-1", true)) {
            try (var two = intake(serdes, "node-2", true)) {
                awaitOwners(2);
                produceToBoth("1", "2");
                assertThat(commands.next(2)).containsExactlyInAnyOrder("1", "2");
                assertThat(one.taken()).isEqualTo(1);
                assertThat(two.taken()).isEqualTo(1);
            }
            long left = System.nanoTime();
            produceToBoth("3", "4");

            assertThat(commands.next(2)).containsExactlyInAnyOrder("3", "4");

            assertThat(Duration.ofNanos(System.nanoTime() - left)).as("less than a session")
                    .isLessThan(Duration.ofSeconds(8));
            assertThat(one.taken()).isEqualTo(3);
            assertThat(commands.waiting()).isZero();
        }
    }

    private void awaitOwners(int count) {
        Eventually.answers(() -> {
            try {
                return admin.describeConsumerGroups(List.of(UsageIntake.GROUP)).all().get().values().iterator().next()
                        .members().stream().filter(member -> !member.assignment().topicPartitions().isEmpty()).count();
            } catch (Exception e) { // there is no group yet
                return 0L;
            }
        }, owners -> owners == count);
    }

    private void produceToBoth(String first, String second) throws Exception {
        producer.send(new ProducerRecord<>(SOURCE.topic(), 0, bytes("acme:1"), event(first))).get();
        producer.send(new ProducerRecord<>(SOURCE.topic(), 1, bytes("acme:1"), event(second))).get();
    }

    /** Retention counts from when the broker took a record, whatever a producer says. */
    @Test
    void aLateRecordIsStampedByTheBroker() throws Exception {
        long tenDaysAgo = Instant.now().minus(Duration.ofDays(10)).toEpochMilli();
        long before = System.currentTimeMillis();
        RecordMetadata taken = producer
                .send(new ProducerRecord<>(SOURCE.topic(), 0, tenDaysAgo, bytes("acme:1"), event("1"))).get();

        assertThat(taken.timestamp()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void tellsHowLongAnOpenTransactionHoldsItUpAndWhatWasDeletedUnread() throws Exception {
        produce("1", "2");
        try (var transactional = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "tenant"),
                new ByteArraySerializer(), new ByteArraySerializer());
                var intake = intake()) {
            assertThat(commands.next(2)).containsExactly("1", "2");
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(record(event("3"))).get();
            produce("4");
            Eventually.answers(() -> gauge("quotastack.intake.held"), held -> held > 0);
            assertThat(gauge("quotastack.intake.lag.records")).isGreaterThanOrEqualTo(2);
            assertThat(gauge("quotastack.intake.deleted.unread.records")).isZero();
            assertThat(commands.waiting()).isZero();

            admin.deleteRecords(Map.of(SOURCE, RecordsToDelete.beforeOffset(3))).all().get();
            Eventually.answers(() -> gauge("quotastack.intake.deleted.unread.records"), deleted -> deleted == 1);
            transactional.commitTransaction();

            assertThat(commands.next(1)).containsExactly("4");
            Eventually.answers(() -> gauge("quotastack.intake.held"), held -> held == 0);
            assertThat(intake.failure()).isEmpty();
        }
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() throws Exception {
        produce("1");
        int port = registry.port();
        String url = registry.url();
        registry.close();
        // Its own client, which has not seen the schema yet.
        try (var reading = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, url));
                var intake = intake(reading)) {
            produce(bytes("poison"));
            registry = EmbeddedSchemaRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), "127.0.0.1",
                    port);
            assertThat(commands.next(1)).containsExactly("1");
            assertThat(header(deadLetters(1).getFirst(), "quotastack-source-offset")).isEqualTo("1");
            assertThat(intake.deadLettered()).isEqualTo(1);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(LETTERS));
            consumer.seekToBeginning(List.of(LETTERS));
            while (letters.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
