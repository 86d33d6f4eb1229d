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
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.query.Page;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigChange;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.WebhookOrder;
import io.quotastack.core.webhook.WebhookQuery;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptMade;
import io.quotastack.internal.AttemptRow;
import io.quotastack.internal.ReplayRow;
import io.quotastack.ledger.commit.Waiters;
import io.quotastack.ledger.commit.WebhookCommit;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.read.DeliveryReads;
import io.quotastack.webhook.read.DeliveryShards;
import io.quotastack.webhook.replay.NoScan;
import io.quotastack.webhook.replay.ReplayScans;
import io.quotastack.webhook.send.EventBody;
import io.quotastack.webhook.send.Flight;
import io.quotastack.webhook.send.FlightParcels;
import io.quotastack.webhook.wire.WebhookCommands;

/** The dispatcher's task without a broker and without a network, on a clock that the test sets. */
final class PostOffice implements AutoCloseable {

    static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(3, 4), Environment.LIVE);
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final AvroBinary<CustomerEvent> EVENTS = new AvroBinary<>(CustomerEvent.class);

    /** An attempt on its way. */
    record Attempt(Flight flight, Flight.Parcel parcel, boolean last) {

        CustomerKey customer() {
            return flight.customer();
        }

        String eventId() {
            return parcel.event().getId();
        }
    }

    final List<ReplayRow> replaysBegun = new ArrayList<>();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> commands;
    private final Deque<Flight> sent = new ArrayDeque<>();
    private final Map<CustomerKey, Long> sequences = new HashMap<>();
    private final Waiters<Reply> waiters = new Waiters<>(100, 10);
    private final DeliveryReads reads;
    private Config config = Config.EMPTY;
    private Instant now = START;
    private int orders;

    PostOffice(Path stateDirectory) {
        var shards = new DeliveryShards(1);
        reads = new DeliveryReads(shards);
        turnOn(ACME);
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(WebhookTopology.of(new WebhookTopology.Parts(version -> config,
                (topic, bytes) -> EVENTS.decode(bytes),
                new Endpoints(new SimpleMeterRegistry(), Clock.fixed(START, ZoneOffset.UTC)), sent::add,
                new ReplayScans(task -> {
                    replaysBegun.add(task.replay());
                    return NoScan.of(task);
                }), shards, waiters, new SimpleMeterRegistry(), 1, Duration.ofDays(30).toMillis())), properties, START);
        events = driver.createInputTopic(Topics.CUSTOMER_EVENTS.name(), new ByteArraySerializer(),
                new ByteArraySerializer());
        commands = driver.createInputTopic(Topics.WEBHOOK_COMMANDS.name(), new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void turnOn(TenantEnvironment world) {
        settings(world, new WebhookSettings(Optional.of("https://example.org/"),
                Optional.of(new SealedSecret("sealed", "mark")), Optional.empty(), Optional.empty(), Optional.of(1L)));
    }

    void settings(TenantEnvironment world, WebhookSettings webhooks) {
        config = config.apply(config.version() + 1, new ConfigChange.SettingsPut(world, new Settings(
                Settings.DEFAULT.defaultOveragePolicy(), Optional.empty(), Optional.empty(), 35, webhooks)));
    }

    static CustomerKey customer(TenantEnvironment world, String name) {
        return CustomerKey.ofExternalId(world, name);
    }

    static CustomerKey customer(String name) {
        return customer(ACME, name);
    }

    /** Something happens to the customer; answers the event's id: the customer's short id and its sequence. */
    String tell(CustomerKey customer) {
        return tell(customer, "credit.granted", config.version());
    }

    String tell(CustomerKey customer, String type, long configVersion) {
        CustomerEvent event = event(customer, type, sequences.merge(customer, 1L, Long::sum), configVersion);
        events.pipeInput(key(customer), EVENTS.encode(event));
        return event.getId();
    }

    static CustomerEvent event(CustomerKey customer, String type, long sequence, long configVersion) {
        return new CustomerEvent(customer.customerId().toString().substring(0, 4) + "-" + sequence, type, START,
                customer.world().tenantId().toString(), customer.world().environment().text(),
                customer.customerId().toString(), "external", sequence, "{}", configVersion);
    }

    /** The flights that left since the last call, each with its first parcel on its way. */
    List<Attempt> departed() {
        List<Attempt> attempts = new ArrayList<>();
        for (Flight flight = sent.poll(); flight != null; flight = sent.poll()) {
            attempts.add(attempt(flight, 0));
        }
        return attempts;
    }

    private static Attempt attempt(Flight flight, int index) {
        List<Flight.Parcel> parcels = FlightParcels.of(flight);
        return new Attempt(flight, parcels.get(index), index == parcels.size() - 1);
    }

    /** The one flight that left since the last call. */
    Attempt departedOne() {
        List<Attempt> attempts = departed();
        if (attempts.size() != 1) {
            throw new AssertionError("expected one flight: " + attempts);
        }
        return attempts.getFirst();
    }

    /** The attempt ends with that status; 0: no answer. The next attempt of its flight, if it goes on. */
    Optional<Attempt> ends(Attempt attempt, int status) {
        boolean goesOn = status >= 200 && status < 300 && !attempt.last();
        tell(attempt, status, !goesOn);
        return goesOn
                ? Optional.of(attempt(attempt.flight(),
                        FlightParcels.of(attempt.flight()).indexOf(attempt.parcel()) + 1))
                : Optional.empty();
    }

    /** All attempts of a flight end well. */
    void delivered(Attempt attempt) {
        Optional<Attempt> next = Optional.of(attempt);
        while (next.isPresent()) {
            next = ends(next.get(), 200);
        }
    }

    /** The record of an outcome comes, perhaps again. */
    void tell(Attempt attempt, int status, boolean landed) {
        var made = new AttemptMade(attempt.parcel().ordinal(), attempt.parcel().number(), attempt.flight().id(), landed,
                new AttemptRow(now.toEpochMilli(), status, status == 0 ? "no answer" : "", 0L, "answer"));
        commands.pipeInput(key(attempt.customer()), WebhookCommands.write(made));
    }

    /** No record of the flight comes. */
    void lost(Attempt attempt) {
        attempt.flight().ground();
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** Passes on a command that a replay's scan would tell. */
    void command(CustomerKey customer, Object command) {
        commands.pipeInput(key(customer), WebhookCommands.write(command));
    }

    Reply order(WebhookOrder.Wish wish) {
        return order("key-" + orders, wish);
    }

    Reply order(String idempotencyKey, WebhookOrder.Wish wish) {
        String id = "order-" + orders++;
        CompletableFuture<Reply> reply = waiters.await(id);
        var order = new WebhookOrder(id, ACME, new Idempotency(idempotencyKey, wish.toString(), "/v1/webhooks"),
                config.version(), wish);
        commands.pipeInput(key(WebhookCommands.decidedBy(order, EventBody.desk(ACME))),
                WebhookCommands.write(WebhookCommands.order(order, now.toEpochMilli())));
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
        return list(new WebhookQuery.ListDeliveries(ACME, status, Optional.empty(), Optional.empty(),
                new Page(Optional.empty(), 200))).required("data").valueStream().toList();
    }

    JsonNode list(WebhookQuery.ListDeliveries query) {
        return json(reads.read(query, new RequestContext("req", "/")));
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
