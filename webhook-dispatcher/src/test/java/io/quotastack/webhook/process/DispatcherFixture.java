package io.quotastack.webhook.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Properties;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.QueueLimits;
import io.quotastack.events.CustomerEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.internal.WakeUpRecord;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.commit.WebhookCommit;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.read.DeliveryReads;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.replay.ReplayReader;
import io.quotastack.webhook.send.BatchSender;
import io.quotastack.webhook.send.EventTraces;
import io.quotastack.webhook.wire.AttemptCodec;
import io.quotastack.webhook.wire.RequestCodec;
import io.quotastack.webhook.wire.WebhookCommands;

/** The dispatcher's task without a broker and without a network, on a clock that the test sets. */
final class DispatcherFixture implements AutoCloseable {

    static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(3, 4), Environment.LIVE);
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final AvroBinary<CustomerEvent> EVENTS = new AvroBinary<>(CustomerEvent.class);

    /** An attempt under way. */
    record Attempt(DeliveryBatch batch, DeliveryAttempt delivery, boolean last) {

        CustomerKey customer() {
            return batch.customer();
        }

        String eventId() {
            return delivery.event().id();
        }
    }

    /** Reads nothing. */
    final ReplayReader replays = new ReplayReader(() -> {
        throw new IllegalStateException("nothing is read");
    }, (topic, bytes) -> EVENTS.decode(bytes), this::append, () -> true);
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> commands;
    private final Deque<DeliveryBatch> batches = new ArrayDeque<>();
    private final OwnedPartitions<PartitionWaits> partitions = new OwnedPartitions<PartitionWaits>(1);
    private final WakeUpTimer timer;
    private final Map<CustomerKey, Long> sequences = new HashMap<>();
    private final PendingCalls<Reply> pendingCalls = new PendingCalls<>(100, Duration.ofSeconds(10));
    private final DeliveryReads reads;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Config config = Config.EMPTY;
    private Instant now = START;
    /** After which the timer looks again for rows that are over. */
    Duration untilNextLook = Duration.ZERO;
    private int requests;
    /** How many wake-ups the timer sent. */
    int wakeUps;
    boolean losesWakeUps;

    DispatcherFixture(Path stateDirectory) {
        this(stateDirectory, new QueueLimits(1_000_000, Duration.ofDays(365)));
    }

    DispatcherFixture(Path stateDirectory, QueueLimits limits) {
        var shards = new OwnedPartitions<DeliveryShard>(1);
        reads = new DeliveryReads(shards);
        turnOn(ACME);
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        var sender = new BatchSender() {
            @Override
            public void send(DeliveryBatch batch, BooleanSupplier mayBegin) {
                batches.add(batch);
            }

            @Override
            public void cancel(long batchId) {
                batches.removeIf(batch -> batch.id() == batchId);
            }
        };
        var parts = new WebhookTopology.Parts(version -> config, (topic, bytes) -> EVENTS.decode(bytes),
                new Endpoints(metrics, Clock.fixed(START, ZoneOffset.UTC), this::webhooks, now -> true), sender,
                new EventTraces(),
                replays, shards, SessionLease::endless, partitions, new WaitSignal(), pendingCalls,
                metrics, Duration.ofDays(30), limits);
        timer = new WakeUpTimer(parts,
                tenantEnvironment -> webhooks(tenantEnvironment).on(), this::append,
                () -> now, () -> Duration.between(START, now).toNanos());
        driver = new TopologyTestDriver(WebhookTopology.of(parts), properties, START);
        events = driver.createInputTopic(Topics.CUSTOMER_EVENTS.name(), new ByteArraySerializer(),
                new ByteArraySerializer());
        commands = driver.createInputTopic(Topics.WEBHOOK_COMMANDS.name(), new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void turnOn(TenantEnvironment tenantEnvironment) {
        settings(tenantEnvironment, new WebhookSettings(Optional.of("https://example.org/"),
                Optional.of(new SealedSecret(Optional.empty(), "sealed", "mark")), Optional.empty(), Optional.empty(),
                Optional.of(1L)));
    }

    private WebhookSettings webhooks(TenantEnvironment tenantEnvironment) {
        return config.environment(tenantEnvironment).settings().webhooks();
    }

    void settings(TenantEnvironment tenantEnvironment, WebhookSettings webhooks) {
        config = config.apply(config.version() + 1, new ConfigChange.SettingsPut(tenantEnvironment, new Settings(
                Settings.DEFAULT.defaultOveragePolicy(), Optional.empty(), Optional.empty(), 35,
                Optional.empty(), webhooks)));
    }

    static CustomerKey customer(TenantEnvironment tenantEnvironment, String name) {
        return CustomerKey.ofExternalId(tenantEnvironment, name);
    }

    static CustomerKey customer(String name) {
        return customer(ACME, name);
    }

    private CompletableFuture<Void> append(String key, Object command) {
        if (command instanceof WakeUpRecord) {
            wakeUps++;
            if (losesWakeUps) {
                return CompletableFuture.failedFuture(new IllegalStateException("not durable"));
            }
        }
        commands.pipeInput(key.getBytes(UTF_8), WebhookCommands.write(command));
        return CompletableFuture.completedFuture(null);
    }

    /** Something happens to the customer; answers the event's id: the customer's short id and its sequence. */
    String publish(CustomerKey customer) {
        return publish(customer, "credit.granted", config.version());
    }

    String publish(CustomerKey customer, String type, long configVersion) {
        CustomerEvent event = event(customer, type, sequences.merge(customer, 1L, Long::sum), configVersion);
        events.pipeInput(key(customer), EVENTS.encode(event));
        return event.getId();
    }

    String publishLarge(CustomerKey customer, int characters) {
        CustomerEvent event = event(customer, "credit.granted", sequences.merge(customer, 1L, Long::sum),
                config.version());
        event.setData("{\"note\":\"" + "y".repeat(characters) + "\"}");
        events.pipeInput(key(customer), EVENTS.encode(event));
        return event.getId();
    }

    static CustomerEvent event(CustomerKey customer, String type, long sequence, long configVersion) {
        return new CustomerEvent(customer.customerId().toString().substring(0, 4) + "-" + sequence, type, START,
                customer.tenantEnvironment().tenantId().toString(), customer.tenantEnvironment().environment().text(),
                customer.customerId().toString(), "external", sequence, "{}", configVersion);
    }

    /** The batches that were sent since the last call, each with its first attempt under way. */
    List<Attempt> sent() {
        List<Attempt> attempts = new ArrayList<>();
        for (DeliveryBatch batch = batches.poll(); batch != null; batch = batches.poll()) {
            attempts.add(attempt(batch, 0));
        }
        return attempts;
    }

    private static Attempt attempt(DeliveryBatch batch, int index) {
        return new Attempt(batch, batch.attempts().get(index), index == batch.attempts().size() - 1);
    }

    /** The one batch that was sent since the last call. */
    Attempt sentOne() {
        List<Attempt> attempts = sent();
        if (attempts.size() != 1) {
            throw new AssertionError("expected one batch: " + attempts);
        }
        return attempts.getFirst();
    }

    /** The attempt ends with that status; 0: no answer. The next attempt of its batch, if it goes on. */
    Optional<Attempt> ends(Attempt attempt, int status) {
        boolean goesOn = status >= 200 && status < 300 && !attempt.last();
        ended(attempt, status, !goesOn);
        return goesOn
                ? Optional.of(attempt(attempt.batch(), attempt.batch().attempts().indexOf(attempt.delivery()) + 1))
                : Optional.empty();
    }

    /** All attempts of a batch end well. */
    void delivered(Attempt attempt) {
        Optional<Attempt> next = Optional.of(attempt);
        while (next.isPresent()) {
            next = ends(next.get(), 200);
        }
    }

    /** The record of an attempt's end comes, perhaps again. */
    void ended(Attempt attempt, int status, boolean batchEnded) {
        var result = new AttemptResult(now, Duration.ZERO, status, status == 0 ? "no answer" : "", "answer");
        command(attempt.customer(), AttemptCodec.write(attempt.batch(), attempt.delivery(), result, batchEnded));
    }

    /** No record of the batch comes. */
    void lost(Attempt attempt) {
        partitions.of(attempt.customer()).unreported(attempt.batch());
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
        timer.lookForDue();
        untilNextLook = timer.lookForOver();
    }

    KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(WebhookTopology.STATE);
    }

    /** Passes on a command that a replay's scan would append. */
    void command(CustomerKey customer, Object command) {
        var unused = append(customer.toString(), command);
    }

    /** A record of `webhook-commands`, as its bytes are. */
    void pipe(CustomerKey customer, byte[] value) {
        commands.pipeInput(key(customer), value);
    }

    Reply request(DeliveryRequest.Action action) {
        return request("key-" + requests, action);
    }

    Reply request(String idempotencyKey, DeliveryRequest.Action action) {
        String id = "request-" + requests++;
        CompletableFuture<Reply> reply = pendingCalls.await(id);
        var request = new DeliveryRequest(id, ACME,
                new Idempotency(idempotencyKey, action.toString(), "/v1/webhooks"), config.version(), action);
        command(request.owner(), RequestCodec.write(request));
        WebhookCommit.now();
        return reply.join();
    }

    /** What the list of deliveries says of them, by event. */
    Map<String, String> statuses() {
        Map<String, String> statuses = new HashMap<>();
        deliveries(Optional.empty())
                .forEach(row -> statuses.put(row.required("event_id").asText(), row.required("status").asText()));
        return statuses;
    }

    List<JsonNode> deliveries(Optional<DeliveryStatus> status) {
        return list(new ListQuery.Deliveries(ACME, status, Optional.empty(), Optional.empty()),
                new Page(Optional.empty(), 200)).required("data").valueStream().toList();
    }

    Reply delivery(String id) {
        return reads.delivery(ACME, id, new RequestContext("req", "/"));
    }

    JsonNode list(ListQuery.Deliveries query, Page page) {
        return json(ListedPage.of(query.cursor(), page, new RequestContext("req", "/"),
                stretch -> List.of(reads.list(query, stretch, Set.of(0)))));
    }

    static JsonNode json(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] key(CustomerKey customer) {
        return customer.toString().getBytes(UTF_8);
    }

    @Override
    public void close() {
        driver.close();
    }
}
