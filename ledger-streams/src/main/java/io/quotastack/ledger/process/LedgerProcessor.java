package io.quotastack.ledger.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.Changes;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.answer.AnswerRenderer;
import io.quotastack.ledger.answer.OutputRecords;
import io.quotastack.ledger.process.PartitionDecider.Decided;
import io.quotastack.ledger.process.PartitionDecider.UndecidableCommandException;
import io.quotastack.ledger.process.PartitionDecider.UnreadableCommandException;
import io.quotastack.ledger.state.AnswerSweep;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.commit.GroupCommit;
import io.quotastack.platform.deadletter.StreamsDeadLetters;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.trace.RecordTraces;
import io.quotastack.schemas.topic.Topics;

/**
 * Takes one command after the other through the core: read, decide, write rows, pass on what came of it, answer. An answer
 * does not wait for the transaction: whoever decides the log again comes to the same outcome, so it is final as soon as the
 * command is durable and decided; the transaction only says when others see it. Everything is
 * computed before the first row is written, so that a command that breaks us leaves nothing half done; it goes to the
 * dead letters, and the stream goes on. A row that cannot be read is no fault of the command: the task stops, and decides
 * the command when the row is mended. It stops too at a command of a later format, for the version that knows it.
 */
final class LedgerProcessor implements Processor<byte[], byte[], String, Object> {

    private final LedgerTopology.Parts parts;
    private ProcessorContext<String, Object> context;
    private Shard shard;
    private GroupCommit groupCommit;
    private AnswerSweep sweep;
    private PartitionDecider decider;
    /** Where the log ended when the task took it over. */
    private long takenOverAt;
    /** The next offset to decide, and whether it will be noted with the next commit. */
    private long decidedEnd;
    private boolean notesEnd;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    LedgerProcessor(LedgerTopology.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(LedgerTopology.STATE);
        shard = new Shard(store, parts.lease().get());
        groupCommit = GroupCommit.ofThread();
        groupCommit.open(context);
        int partition = context.taskId().partition();
        takeOver(partition);
        parts.shards().open(partition, shard);
        sweep = new AnswerSweep(store);
    }

    private void takeOver(int partition) {
        LogPosition log = parts.commands().position(partition);
        OptionalLong end = shard.decidedEnd();
        log.checkWhole(partition, shard.decidedWith().isPresent(), end);
        end.ifPresent(offset -> log.checkSet(partition, offset, parts.commands()));
        decider = new PartitionDecider(shard, parts.cacheBytes(), parts.config(), parts.pendingCalls()::of);
        log.checkDecider(partition, decider.decidedWith());
        parts.decided().startAt(partition, log.committed());
        decidedEnd = log.committed();
        notesEnd = false;
        takenOverAt = log.end();
        if (log.isCaughtUp()) {
            shard.caughtUp();
        }
    }

    @Override
    public void close() {
        parts.shards().close(context.taskId().partition(), shard);
        shard.close();
        groupCommit.close(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        TraceSpan span = RecordTraces.consumed("decide", record.headers());
        TraceSpan.Scope scope = span.begin();
        try {
            process(record, span);
        } finally {
            scope.close();
        }
    }

    /** @param span of what is decided: it ends with the commit, and one whose transaction is aborted is never told of */
    private void process(Record<byte[], byte[]> record, TraceSpan span) {
        if (shard.begin()) {
            groupCommit.afterCommit(shard::committed);
        }
        List<Decided> all;
        boolean brokeOverAwaited = false;
        try {
            CommandEnvelope envelope = read(record);
            describe(span, envelope);
            all = decideMeasured(record, envelope);
        } catch (UnreadableCommandException e) {
            deadLetter(record, e);
            all = List.of();
        } catch (UndecidableCommandException e) {
            span.failed("it could not be decided"); // why stands in the log, and may tell of people
            deadLetter(record, e);
            brokeOverAwaited = brokeOver(e.envelope());
            all = List.of();
        }
        decided(source().offset());
        boolean told = tell(all);
        if (span.isRecorded()) {
            span.event(told ? "answered" : "decided");
            groupCommit.afterCommit(span::end);
        }
        groupCommit.decided(brokeOverAwaited || !told);
    }

    private void describe(TraceSpan span, CommandEnvelope envelope) {
        if (span.isRecorded()) {
            CustomerKey customer = envelope.customer().key();
            span.with("quotastack.command", envelope.command().getClass().getSimpleName())
                    .with("quotastack.tenant_id", customer.tenantEnvironment().tenantId().toString())
                    .with("quotastack.environment", customer.tenantEnvironment().environment().text())
                    .with("quotastack.customer_id", customer.customerId().toString())
                    .with("messaging.system", "kafka").with("messaging.destination.name", source().topic())
                    .with("messaging.destination.partition.id", Integer.toString(source().partition()))
                    .with("messaging.kafka.offset", source().offset());
        }
    }

    private void decided(long offset) {
        decidedEnd = offset + 1;
        if (!notesEnd) {
            notesEnd = true;
            groupCommit.beforeCommit(context, this::noteEnd);
        }
        parts.decided().decided(source().partition(), offset);
        if (decidedEnd >= takenOverAt && !shard.isCaughtUp()) {
            shard.caughtUp();
        }
    }

    /** One row for all commands of a transaction; whoever takes the partition over holds the group's offset against it. */
    private void noteEnd() {
        shard.writeDecidedEnd(decidedEnd);
        notesEnd = false;
    }

    /**
     * Tells who waits. Beyond its session another node may have the partition, and answer reads without a command that came
     * to the log after it took over: then nothing is told before the commit, which that node would have kept us from.
     *
     * @return whether they are told now
     */
    private boolean tell(List<Decided> all) {
        boolean inSession = shard.isInSession();
        if (inSession) {
            all.forEach(Decided::reply);
        } else {
            groupCommit.afterCommit(() -> all.forEach(Decided::reply));
        }
        return inSession;
    }

    private List<Decided> decideMeasured(Record<byte[], byte[]> record, CommandEnvelope envelope)
            throws UndecidableCommandException {
        long start = System.nanoTime();
        try {
            return decide(record, envelope);
        } finally {
            parts.pace().decided(envelope, System.nanoTime() - start);
        }
    }

    private List<Decided> decide(Record<byte[], byte[]> record, CommandEnvelope envelope)
            throws UndecidableCommandException {
        Instant recordedAt = Instant.ofEpochMilli(record.timestamp());
        List<Decided> all = decider.decide(envelope, recordedAt);
        String key = new String(record.key(), UTF_8);
        for (Decided decided : all) {
            sweep.decided(recordedAt, decided.decision().rowsKept());
            for (OutputRecords.Output output : decided.outputs()) {
                context.forward(recordOf(key, output, record.timestamp()), output.sink());
            }
            // Outside of the transaction: an open one would hold up every caller behind it. A decision is final before.
            decided.decision().messages().forEach(parts.messages());
            refusedUsage(decided.decision()).ifPresent(
                    refusal -> groupCommit.afterCommit(() -> parts.refusedUsage().accept(refusal.type())));
        }
        if (envelope.command() instanceof Command.Tick) {
            tellOfTick(envelope.customer().key(), all.getLast().decision(), recordedAt);
        }
        all.forEach(decided -> decided.decision().changes().flatMap(Changes::account).flatMap(Account::tickAt)
                .ifPresent(parts.ticker()::expected));
        return all;
    }

    private static Record<String, Object> recordOf(String key, OutputRecords.Output output, long timestamp) {
        var record = new Record<String, Object>(key, output.value(), timestamp);
        if (output.sink().equals(Topics.CUSTOMER_EVENTS.name())) {
            RecordTraces.send(record.headers());
        }
        return record;
    }

    /** Usage that is refused to its caller is an answer, which is counted where it is given. */
    private static Optional<Problem> refusedUsage(Decision decision) {
        return decision.usageReport().filter(Decision.UsageReport::accepted)
                .flatMap(Decision.UsageReport::refusal);
    }

    /**
     * The cause may pass, and whoever decides the command again may succeed: so the caller hears of it when that cannot
     * happen any more, after the commit. Whether a caller waits.
     */
    private boolean brokeOver(CommandEnvelope envelope) {
        if (envelope.command() instanceof Command.Tick) {
            parts.ticker().broke(envelope.customer().key());
        }
        Optional<CompletableFuture<Answer>> caller = parts.pendingCalls().of(envelope.commandId());
        Answer broken = new Answer.Finished(ProblemJson.reply(
                Problem.of(ProblemType.INTERNAL, "the command could not be decided; it is kept for the operator"),
                AnswerRenderer.requestOf(envelope)));
        caller.ifPresent(waiting -> groupCommit.afterCommit(() -> waiting.complete(broken)));
        return caller.isPresent();
    }

    /** By the tick's own time: an account that has not caught up has not reached it. */
    private void tellOfTick(CustomerKey customer, Decision decision, Instant tickedAt) {
        decision.changes().flatMap(Changes::account).ifPresent(account -> parts.ticker().booked(customer,
                account.tickAt().filter(at -> !at.isAfter(tickedAt)).isPresent()));
    }

    private CommandEnvelope read(Record<byte[], byte[]> record) throws UnreadableCommandException {
        try {
            return PartitionDecider.read(record.key(), record.value());
        } catch (UnknownFormatException e) {
            throw e.at(source().topic(), source().offset());
        }
    }

    private void deadLetter(Record<byte[], byte[]> record, Exception reason) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        StreamsDeadLetters.forward(context, record.withKey(key), reason, LedgerTopology.DEAD_LETTERS_SINK);
    }

    private RecordMetadata source() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a command always comes from a topic"));
    }
}
