package io.quotastack.webhook.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptMade;
import io.quotastack.internal.EventFound;
import io.quotastack.internal.OrderRecord;
import io.quotastack.internal.QueueRow;
import io.quotastack.internal.ReplayBegun;
import io.quotastack.internal.ReplayEnded;
import io.quotastack.internal.ReplayRow;
import io.quotastack.ledger.commit.GroupCommit;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.send.Attempts;
import io.quotastack.webhook.state.DeliveryHistory;
import io.quotastack.webhook.state.DeliveryPlace;
import io.quotastack.webhook.state.EndpointRows;
import io.quotastack.webhook.state.Heads;
import io.quotastack.webhook.state.OrderAnswers;
import io.quotastack.webhook.state.Queues;
import io.quotastack.webhook.state.ReplayRows;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * Keeps the queues of one partition: events come in, heads go out, outcomes move the queues on. A head goes as soon as
 * it is known, before the transaction that knows of it is committed: should that be aborted, the delivery is made again
 * under the same webhook-id, which is what at-least-once allows.
 */
final class WebhookProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookProcessor.class);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_FOR_OLDEST_EVERY = Duration.ofSeconds(5);
    private static final int OLDEST_AMONG = 1_000;
    private static final int REVIVED_AT_ONCE = 1_000;

    private final WebhookTopology.Parts parts;
    private final AttemptMetrics metrics;
    private final Map<TenantEnvironment, Long> waiting = new HashMap<>();
    /** The revival of each endpoint after which this partition's heads were made due. */
    private final Map<TenantEnvironment, Long> redated = new HashMap<>();
    private ProcessorContext<byte[], byte[]> context;
    private Queues queues;
    private Heads heads;
    private EndpointRows endpointRows;
    private ReplayRows replayRows;
    private Departures departures;
    private OrderDesk desk;
    private DeliveryShard shard;
    private GroupCommit groupCommit;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    WebhookProcessor(WebhookTopology.Parts parts) {
        this.parts = parts;
        this.metrics = new AttemptMetrics(parts.metrics());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(WebhookTopology.STATE);
        queues = new Queues(store);
        heads = new Heads(store, queues);
        endpointRows = new EndpointRows(store);
        replayRows = new ReplayRows(store);
        departures = new Departures(queues, heads, parts.endpoints(), world -> webhooks(world).on(),
                parts.sender());
        var answers = new OrderAnswers(store);
        desk = new OrderDesk(queues, answers, parts.partitions());
        shard = new DeliveryShard(store);
        groupCommit = GroupCommit.ofThread();
        groupCommit.open(context);
        takeUp();
        parts.shards().open(partition(), shard);
        var history = new DeliveryHistory(store, queues, parts.historyMillis());
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
            history.sweep(now);
            answers.sweep(now);
        });
        context.schedule(LOOK_FOR_OLDEST_EVERY, PunctuationType.WALL_CLOCK_TIME, this::lookForOldest);
    }

    /** What the store has of the time before this task: endpoints, queues, replays. */
    private void takeUp() {
        endpointRows.all().forEach((world, health) -> parts.endpoints().of(world).learn(health));
        heads.waiting().forEach((world, count) -> {
            changeWaiting(world, count);
            departures.wake(world);
        });
        replayRows.all().forEach(replay -> parts.replays().begin(partition(), replay));
    }

    @Override
    public void close() {
        parts.replays().endAll(partition());
        parts.shards().close(partition(), shard);
        departures.close(now());
        waiting.forEach((world, count) -> {
            parts.endpoints().of(world).waiting(-count);
            parts.endpoints().of(world).oldest(partition(), OptionalLong.empty());
        });
        waiting.clear();
        groupCommit.close(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            if (source().topic().equals(Topics.WEBHOOK_COMMANDS.name())) {
                groupCommit.decided(command(record));
            } else {
                event(record);
            }
        } catch (UnreadableException e) {
            deadLetter(record, e);
        }
    }

    private void event(Record<byte[], byte[]> record) throws UnreadableException {
        CustomerEvent event;
        CustomerKey customer;
        try {
            event = parts.events().deserialize(source().topic(), record.value());
            customer = CustomerKey.parse(new String(record.key(), UTF_8));
        } catch (SerializationException | IllegalArgumentException | NullPointerException e) {
            throw new UnreadableException("a record that is no customer event", e);
        }
        WebhookSettings settings = parts.config().atLeast(event.getConfigVersion()).world(customer.world()).settings()
                .webhooks();
        if (settings.onAt(event.getConfigVersion()) && settings.wants(event.getType())) {
            enqueue(customer, event, Optional.empty());
        }
    }

    private void enqueue(CustomerKey customer, CustomerEvent event, Optional<String> replayId) {
        long now = now();
        boolean idle = queues.queue(customer).map(QueueRow::getHead).orElse(0L) == 0;
        queues.enqueue(customer, event, replayId, now);
        changeWaiting(customer.world(), 1);
        if (idle) {
            departures.headDue(customer, now, now);
            departures.depart(customer.world(), now);
        }
    }

    /** Whether a caller waits for the answer. */
    private boolean command(Record<byte[], byte[]> record) throws UnreadableException {
        Object command;
        String key;
        try {
            command = WebhookCommands.read(record.value());
            key = new String(record.key(), UTF_8);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new UnreadableException("a record that is no command", e);
        }
        switch (command) {
            case AttemptMade made -> attempted(customer(key), made);
            case OrderRecord order -> {
                return order(customer(key), order);
            }
            case ReplayBegun begun -> {
                if (replayRows.get(begun.getReplay().getReplayId()).isEmpty()) {
                    replayRows.put(begun.getReplay());
                    parts.replays().begin(partition(), begun.getReplay());
                }
            }
            case EventFound found -> replayed(customer(key), found);
            case ReplayEnded ended -> replayRows.delete(ended.getReplayId());
            default -> throw new UnreadableException("a command of no known kind",
                    new IllegalArgumentException(command.getClass().getName()));
        }
        return false;
    }

    private void attempted(CustomerKey customer, AttemptMade made) {
        long now = now();
        var place = new DeliveryPlace(customer, made.getDelivery());
        boolean succeeded = Attempts.succeeded(made.getAttempt());
        Queues.Verdict verdict = queues.attempted(place, made.getNumber(), made.getAttempt(), succeeded, now);
        metrics.attempted(verdict, made.getAttempt());
        if (verdict != Queues.Verdict.STALE) {
            note(customer.world(), succeeded,
                    Instant.ofEpochMilli(made.getAttempt().getAttemptedAt() + made.getAttempt().getLatencyMs()));
        }
        if (verdict == Queues.Verdict.DELIVERED || verdict == Queues.Verdict.GIVEN_UP) {
            changeWaiting(customer.world(), -1);
        }
        if (made.getLanded()) {
            departures.landed(customer, made.getFlight(), now);
        }
        if (!departures.flies(customer)) {
            queues.standBehind(customer, now);
            queues.queue(customer).filter(queue -> queue.getHead() != 0)
                    .ifPresent(queue -> departures.headDue(customer, queue.getDueAt(), now));
        }
        departures.depart(customer.world(), now);
    }

    private void note(TenantEnvironment world, boolean succeeded, Instant at) {
        Endpoint endpoint = parts.endpoints().of(world);
        EndpointHealth before = endpoint.health();
        EndpointHealth after = endpoint.note(succeeded, at);
        if (after.changes() != before.changes()) {
            endpointRows.put(world, after);
        }
        if (after.dead() != before.dead()) {
            LOG.info("the endpoint of {} {}", world,
                    after.dead() ? "is known dead; one delivery at a time probes it" : "answers again");
        }
    }

    private boolean order(CustomerKey owner, OrderRecord order) {
        long now = now();
        OrderDesk.Done done = desk.decide(owner, order,
                parts.config().atLeast(order.getConfigVersion()).world(owner.world()).settings().webhooks(), now);
        done.takenUp().ifPresent(customer -> {
            changeWaiting(customer.world(), done.addedToQueue());
            if (!departures.flies(customer)) {
                departures.headDue(customer, now, now);
                departures.depart(customer.world(), now);
            }
        });
        done.replay().forEach((partition, replay) -> context.forward(
                new Record<>(WebhookCommands.keyOfPartition(partition).getBytes(UTF_8),
                        WebhookCommands.write(new ReplayBegun(replay)), now),
                WebhookTopology.REPLAYS_SINK));
        var caller = parts.waiters().of(order.getOrderId());
        caller.ifPresent(waits -> groupCommit.afterCommit(() -> waits.complete(done.reply())));
        return caller.isPresent();
    }

    private void replayed(CustomerKey customer, EventFound found) {
        Optional<ReplayRow> replay = replayRows.get(found.getReplayId());
        if (replay.isPresent() && found.getOffset() >= replay.get().getNextOffset()) {
            replay.get().setNextOffset(found.getOffset() + 1);
            replayRows.put(replay.get());
            enqueue(customer, found.getEvent(), Optional.of(found.getReplayId()));
        }
        parts.replays().taken(partition(), found.getReplayId());
    }

    private void tick(long now) {
        for (TenantEnvironment world : waiting.keySet()) {
            EndpointHealth health = parts.endpoints().of(world).health();
            health.revivedAt().map(Instant::toEpochMilli)
                    .filter(revivedAt -> revivedAt > redated.computeIfAbsent(world, endpointRows::redatedAt))
                    .ifPresent(revivedAt -> revive(world, health, revivedAt, now));
        }
        departures.tick(now);
    }

    /** The success that ended an endpoint's death makes all heads due that waited for it; some at a time. */
    private void revive(TenantEnvironment world, EndpointHealth health, long revivedAt, long now) {
        boolean all = heads.hasten(world, revivedAt, now, REVIVED_AT_ONCE);
        departures.wake(world);
        if (all) {
            endpointRows.putRedated(world, health, revivedAt);
            redated.put(world, revivedAt);
        }
    }

    private void lookForOldest(long now) {
        waiting.forEach((world, count) -> parts.endpoints().of(world).oldest(partition(),
                count == 0 ? OptionalLong.empty() : heads.oldest(world, OLDEST_AMONG)));
    }

    private void changeWaiting(TenantEnvironment world, long more) {
        waiting.merge(world, more, Long::sum);
        parts.endpoints().of(world).waiting(more);
    }

    private WebhookSettings webhooks(TenantEnvironment world) {
        return parts.config().atLeast(0).world(world).settings().webhooks();
    }

    private static CustomerKey customer(String key) throws UnreadableException {
        try {
            return CustomerKey.parse(key);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("a command of nobody", e);
        }
    }

    private void deadLetter(Record<byte[], byte[]> record, UnreadableException reason) {
        RecordMetadata source = source();
        LOG.error("{} at {}-{} offset {} went to {}", reason.getMessage(), source.topic(), source.partition(),
                source.offset(), Topics.WEBHOOK_DEAD_LETTERS.name(), reason);
        var headers = new RecordHeaders(record.headers().toArray());
        headers.add("quotastack-reason", String.valueOf(reason.getMessage()).getBytes(UTF_8));
        headers.add("quotastack-source-topic", source.topic().getBytes(UTF_8));
        headers.add("quotastack-source-partition", Integer.toString(source.partition()).getBytes(UTF_8));
        headers.add("quotastack-source-offset", Long.toString(source.offset()).getBytes(UTF_8));
        context.forward(record.withHeaders(headers), WebhookTopology.DEAD_LETTERS_SINK);
    }

    private RecordMetadata source() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record always comes from a topic"));
    }

    private int partition() {
        return context.taskId().partition();
    }

    private long now() {
        return context.currentSystemTimeMs();
    }

    /** The record is not what its topic holds. */
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String what, RuntimeException cause) {
            super(what + ": " + cause.getMessage(), cause);
        }
    }
}
