package io.quotastack.ledger.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.answer.AnswerRenderer;
import io.quotastack.ledger.answer.OutputRecords;
import io.quotastack.ledger.state.AnswerSweep;
import io.quotastack.ledger.state.DecidedWith;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.commit.GroupCommit;
import io.quotastack.platform.deadletter.StreamsDeadLetters;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;

/**
 * Takes one command after the other through the core: read, decide, write rows, pass on what came of it, answer. An answer
 * does not wait for the transaction: whoever decides the log again comes to the same outcome, so it is final as soon as the
 * command is durable and decided; the transaction only says when others see it. Everything is
 * computed before the first row is written, so that a command that breaks us leaves nothing half done; it goes to the
 * dead letters, and the stream goes on. A row that cannot be read is no fault of the command: the task stops, and decides
 * the command when the row is mended. It stops too at a command of a later format, for the version that knows it.
 */
final class LedgerProcessor implements Processor<byte[], byte[], String, Object> {

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final LedgerTopology.Parts parts;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<Bytes, byte[]> store;
    private Shard shard;
    private GroupCommit groupCommit;
    private AnswerSweep sweep;
    private DecidedWith decidedWith;
    /** Where the log ended when the task took it over. */
    private long takenOverAt;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    LedgerProcessor(LedgerTopology.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        store = context.getStateStore(LedgerTopology.STATE);
        shard = new Shard(store);
        groupCommit = GroupCommit.ofThread();
        groupCommit.open(context);
        int partition = context.taskId().partition();
        takeOver(partition, parts.log().apply(partition));
        parts.shards().open(partition, shard);
        sweep = new AnswerSweep(store);
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, at -> sweep.nowAndThen());
    }

    private void takeOver(int partition, LogPosition log) {
        decidedWith = shard.decidedWith().orElse(new DecidedWith(CommandDecider.VERSION, 0));
        log.checkDecider(partition, decidedWith);
        parts.decided().startAt(partition, log.committed());
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
        List<Decided> all;
        boolean brokeOverAwaited = false;
        try {
            all = decide(record, read(record));
        } catch (UnreadableCommandException e) {
            deadLetter(record, e);
            all = List.of();
        } catch (UndecidableCommandException e) {
            deadLetter(record, e);
            brokeOverAwaited = brokeOver(e.envelope());
            all = List.of();
        }
        long offset = source().offset();
        parts.decided().decided(source().partition(), offset);
        if (offset + 1 >= takenOverAt && !shard.isCaughtUp()) {
            shard.caughtUp();
        }
        all.forEach(Decided::reply);
        groupCommit.decided(brokeOverAwaited);
    }

    private List<Decided> decide(Record<byte[], byte[]> record, CommandEnvelope envelope)
            throws UndecidableCommandException {
        Instant recordedAt = Instant.ofEpochMilli(record.timestamp());
        Config config = config(envelope.configVersion());
        List<Decided> all = compute(envelope, recordedAt, config);
        write(envelope.customer().key(), all);
        all.forEach(decided -> sweep.decided(recordedAt, decided.decision().keepAnswer().isPresent()));
        all.stream().flatMap(decided -> decided.outputs().stream())
                .forEach(output -> context.forward(
                        new Record<>(new String(record.key(), UTF_8), output.value(), record.timestamp()),
                        output.sink()));
        if (envelope.command() instanceof Command.Tick) {
            tellOfTick(envelope.customer().key(), all.getLast().decision(), recordedAt);
        }
        return all;
    }

    /**
     * The configuration of this place in the log: the latest one that any command up to it named. Not what this node knows
     * by now, which another one may not know when it decides the command again.
     */
    private Config config(long named) {
        if (named > decidedWith.configVersion() || decidedWith.decider() != CommandDecider.VERSION) {
            decidedWith = new DecidedWith(CommandDecider.VERSION, Math.max(named, decidedWith.configVersion()));
            shard.write(decidedWith);
        }
        return parts.config().exactly(decidedWith.configVersion());
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

    /** All that follows from the command, and before it from accepted events that had waited; nothing of it is done yet. */
    private List<Decided> compute(CommandEnvelope envelope, Instant recordedAt, Config config)
            throws UndecidableCommandException {
        var account = shard.deciding(envelope.customer().key());
        try {
            Decision decision = CommandDecider.decide(account, envelope, recordedAt, config);
            List<Decided> all = new ArrayList<>();
            for (Decision.Waited waited : decision.waited()) {
                all.add(decided(waited.envelope(), waited.decision(), waited.recordedAt(), config, account,
                        parts.pendingCalls().of(waited.envelope().commandId())));
            }
            all.add(decided(envelope, decision, recordedAt, config, account,
                    parts.pendingCalls().of(envelope.commandId())));
            return all;
        } catch (KafkaException | UnreadableRowException e) {
            throw e; // the store or the task, not the command
        } catch (RuntimeException e) {
            throw new UndecidableCommandException(envelope, e);
        }
    }

    private static Decided decided(CommandEnvelope envelope, Decision decision, Instant recordedAt, Config config,
            StoredAccount account, Optional<CompletableFuture<Answer>> caller) {
        boolean isWanted = caller.isPresent() && !(decision.outcome() instanceof Outcome.UsageWaits);
        Optional<Answer> answer = isWanted || decision.keepAnswer().isPresent()
                ? Optional.of(AnswerRenderer.render(envelope, decision, account))
                : Optional.empty();
        return new Decided(decision, answer, caller,
                OutputRecords.of(envelope, decision, recordedAt, config.version()));
    }

    /**
     * @param answer absent when nobody waits for it and none is to be kept, and while the event waits itself
     * @param caller who waits for it
     */
    private record Decided(
            Decision decision,
            Optional<Answer> answer,
            Optional<CompletableFuture<Answer>> caller,
            List<OutputRecords.Output> outputs) {

        /** Answers whoever waits for it. */
        void reply() {
            caller.ifPresent(waiting -> answer.ifPresent(waiting::complete));
        }
    }

    private void write(CustomerKey customer, List<Decided> all) {
        Decision last = all.getLast().decision();
        if (last.changes().isEmpty() && last.keepAnswer().isEmpty()) {
            return;
        }
        shard.write(customer, rows -> {
            last.changes().ifPresent(rows::write);
            for (Decided decided : all) {
                rows.note(decided.decision().events());
                decided.decision().keepAnswer()
                        .ifPresent(kept -> rows.keep(kept.key(), kept(kept.mark(), decided.answer().orElseThrow())));
            }
        });
    }

    /** By the tick's own time: an account that has not caught up has not reached it. */
    private void tellOfTick(CustomerKey customer, Decision decision, Instant tickedAt) {
        decision.changes().flatMap(Changes::account).ifPresent(account -> parts.ticker().booked(customer,
                account.tickAt().filter(at -> !at.isAfter(tickedAt)).isPresent()));
    }

    private static KeptAnswer kept(AnswerMark mark, Answer answer) {
        return switch (answer) {
            case Answer.Finished(Reply reply) -> KeptAnswer.of(mark, reply);
            case Answer.GrantedBefore granted -> KeptAnswer.grantedBy(mark, granted.sequence());
            case Answer.ChargedBefore charged -> throw new IllegalStateException(
                    "a charge is kept with its event, not as an answer: " + charged);
        };
    }

    private CommandEnvelope read(Record<byte[], byte[]> record) throws UnreadableCommandException {
        try {
            return CommandCodec.read(CustomerKey.parse(new String(record.key(), UTF_8)), record.value());
        } catch (UnknownFormatException e) {
            throw e.at(source().topic(), source().offset());
        } catch (RuntimeException e) {
            throw new UnreadableCommandException(e);
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

    /** The record is not a command. */
    private static final class UnreadableCommandException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableCommandException(RuntimeException cause) {
            super("a record that is not a command: " + cause.getMessage(), cause);
        }
    }

    /** The core broke over the command. */
    private static final class UndecidableCommandException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient CommandEnvelope envelope;

        UndecidableCommandException(CommandEnvelope envelope, RuntimeException cause) {
            super("a command that could not be decided: " + cause, cause);
            this.envelope = envelope;
        }

        CommandEnvelope envelope() {
            return envelope;
        }
    }
}
