package io.quotastack.webhook.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.gateway.Reply;
import io.quotastack.internal.AttemptEndedRecord;
import io.quotastack.internal.DeliveryRequestRecord;
import io.quotastack.internal.DiscardPartEndedRecord;
import io.quotastack.internal.DiscardStartedRecord;
import io.quotastack.internal.EndpointDisabledRecord;
import io.quotastack.internal.ReplayEndedRecord;
import io.quotastack.internal.ReplayEventFoundRecord;
import io.quotastack.internal.ReplayPartEndedRecord;
import io.quotastack.internal.ReplayStartedRecord;
import io.quotastack.internal.RetentionRecord;
import io.quotastack.internal.WakeUpRecord;
import io.quotastack.platform.commit.GroupCommit;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.deadletter.StreamsDeadLetters;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.state.WebhookRows;
import io.quotastack.webhook.wire.DisabledCodec;
import io.quotastack.webhook.wire.DiscardCodec;
import io.quotastack.webhook.wire.EventCodec;
import io.quotastack.webhook.wire.ReplayCodec;
import io.quotastack.webhook.wire.RequestCodec;
import io.quotastack.webhook.wire.RetentionCodec;
import io.quotastack.webhook.wire.WebhookCommands;

/**
 * Reads the records of one partition and hands each to the handler of its kind. A head is sent as soon as it is known,
 * before the transaction that knows of it is committed: should that be aborted, the delivery is made again under the same
 * webhook-id, which is what at-least-once allows.
 */
final class WebhookProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private final WebhookTopology.Parts parts;
    private ProcessorContext<byte[], byte[]> context;
    private DeliveryShard shard;
    private GroupCommit groupCommit;
    private WebhookTask task;
    private DisablingHandler disabling;
    private EventHandler events;
    private AttemptHandler attempts;
    private RequestHandler requests;
    private ReplayHandler replays;
    private WakeUpHandler wakeUps;
    private DiscardHandler discards;
    private RetentionHandler retention;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    WebhookProcessor(WebhookTopology.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(WebhookTopology.STATE);
        SessionLease lease = parts.lease().get();
        task = new WebhookTask(parts, partition(), new WebhookRows(store), lease);
        var spread = new Spread();
        disabling = new DisablingHandler(task, spread);
        events = new EventHandler(task, disabling);
        attempts = new AttemptHandler(task, disabling, new AttemptMetrics(parts.metrics()));
        discards = new DiscardHandler(task, spread, parts.metrics());
        requests = new RequestHandler(task, disabling, spread, discards);
        replays = new ReplayHandler(task, spread);
        wakeUps = new WakeUpHandler(task, discards);
        retention = new RetentionHandler(task);
        shard = new DeliveryShard(store, lease);
        groupCommit = GroupCommit.ofThread();
        groupCommit.open(context);
        parts.shards().open(partition(), shard);
    }

    @Override
    public void close() {
        parts.replays().endAll(partition());
        parts.shards().close(partition(), shard);
        shard.close();
        task.close(now());
        groupCommit.close(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            if (source().topic().equals(Topics.WEBHOOK_COMMANDS.name())) {
                groupCommit.decided(command(record));
            } else {
                WebhookEvent event = event(record);
                parts.traces().arrived(event, record.headers());
                events.handle(event, now());
            }
        } catch (UnreadableRecordException e) {
            StreamsDeadLetters.forward(context, record, e, WebhookTopology.DEAD_LETTERS_SINK);
        }
    }

    private WebhookEvent event(Record<byte[], byte[]> record) throws UnreadableRecordException {
        CustomerKey customer = customer(record);
        return read("a record that is no event of its customer", () -> {
            WebhookEvent event = EventCodec.read(parts.events().deserialize(source().topic(), record.value()));
            if (!event.customer().equals(customer)) {
                throw new IllegalArgumentException("an event of " + event.customer() + " under the key " + customer);
            }
            return event;
        });
    }

    /** Whether a caller waits for the answer. */
    private boolean command(Record<byte[], byte[]> record) throws UnreadableRecordException {
        Instant now = now();
        Object command = read("a record that is no command", () -> commandOf(record));
        switch (command) {
            case AttemptEndedRecord ended -> attempts.handle(customer(record), ended, now);
            case DeliveryRequestRecord asked -> {
                CustomerKey owner = customer(record);
                DeliveryRequest request = read("a request that is none", () -> RequestCodec.read(owner, asked));
                return answer(request, requests.handle(owner, request, now));
            }
            case ReplayStartedRecord started -> replays
                    .started(read("a replay that is none", () -> ReplayCodec.read(started.getReplay())), now);
            case ReplayEventFoundRecord found -> replays.found(read("a replayed event that is none",
                    () -> new WebhookInput.ReplayEventFound(found.getReplayId(), found.getFromOffset(),
                            found.getOffset(), EventCodec.read(found.getEvent()))),
                    now);
            case ReplayEndedRecord ended -> replays.ended(ended.getReplayId(), now);
            case ReplayPartEndedRecord ended -> replays.partEnded(customer(record).tenantEnvironment(),
                    ended.getReplayId(), now);
            case EndpointDisabledRecord disabled -> disabling.disabled(
                    read("an endpoint that is none", () -> DisabledCodec.environment(disabled)),
                    read("a mark that is none", () -> DisabledCodec.read(disabled.getMark())), now);
            case DiscardStartedRecord started -> discards
                    .started(read("a discard that is none", () -> DiscardCodec.read(started.getDiscard())), now);
            case DiscardPartEndedRecord ended -> discards.partEnded(customer(record).tenantEnvironment(),
                    ended.getDiscardId(), now);
            case WakeUpRecord wakeUp -> {
                task.waits().wakeUpArrived();
                wakeUps.handle(now);
            }
            case RetentionRecord over -> retention
                    .handle(read("rows that are none", () -> RetentionCodec.read(over, parts.deliveriesKept())), now);
            default -> throw new UnreadableRecordException("a command of no known kind",
                    new IllegalArgumentException(command.getClass().getName()));
        }
        return false;
    }

    /** One of a later format stops the task: the version that knows it goes on from there. */
    private Object commandOf(Record<byte[], byte[]> record) {
        try {
            return WebhookCommands.read(record.value());
        } catch (UnknownFormatException e) {
            throw e.at(source().topic(), source().offset());
        }
    }

    private boolean answer(DeliveryRequest request, Reply reply) {
        var caller = parts.pendingCalls().of(request.requestId());
        caller.ifPresent(waits -> groupCommit.afterCommit(() -> waits.complete(reply)));
        return caller.isPresent();
    }

    private final class Spread implements OtherPartitions {

        @Override
        public void start(ReplayJob replay, Instant now) {
            tellAll(WebhookCommands.write(new ReplayStartedRecord(ReplayCodec.write(replay))), now);
        }

        @Override
        public void partEnded(ReplayJob replay, Instant now) {
            tell(WebhookEvent.nobody(replay.tenantEnvironment()).toString(),
                    WebhookCommands.write(new ReplayPartEndedRecord(replay.id())), now);
        }

        @Override
        public void start(DiscardJob discard, Instant now) {
            tellAll(WebhookCommands.write(new DiscardStartedRecord(DiscardCodec.write(discard))), now);
        }

        @Override
        public void discardPartEnded(DiscardJob discard, Instant now) {
            tell(WebhookEvent.nobody(discard.tenantEnvironment()).toString(),
                    WebhookCommands.write(new DiscardPartEndedRecord(discard.id())), now);
        }

        @Override
        public void disable(TenantEnvironment tenantEnvironment, DisabledEndpoint mark, Instant now) {
            tellAll(WebhookCommands.write(DisabledCodec.write(tenantEnvironment, mark)), now);
        }

        private void tellAll(byte[] command, Instant now) {
            for (int partition = 0; partition < parts.waits().count(); partition++) {
                tell(WebhookCommands.keyOfPartition(partition), command, now);
            }
        }

        private void tell(String key, byte[] command, Instant now) {
            context.forward(new Record<>(key.getBytes(UTF_8), command, now.toEpochMilli()),
                    WebhookTopology.OTHER_PARTITIONS_SINK);
        }
    }

    private static CustomerKey customer(Record<byte[], byte[]> record) throws UnreadableRecordException {
        return read("a record of nobody", () -> CustomerKey.parse(new String(record.key(), UTF_8)));
    }

    /** Only what is of the record itself is read here: a row that cannot be read is no fault of the record. */
    private static <T> T read(String otherwise, Reading<T> reading) throws UnreadableRecordException {
        try {
            return reading.read();
        } catch (SerializationException | IllegalArgumentException | NullPointerException e) {
            throw new UnreadableRecordException(otherwise, e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read();
    }

    private RecordMetadata source() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record always comes from a topic"));
    }

    private int partition() {
        return context.taskId().partition();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    /** The record is not what its topic holds. */
    private static final class UnreadableRecordException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableRecordException(String what, RuntimeException cause) {
            super(what + ": " + cause.getMessage(), cause);
        }
    }
}
