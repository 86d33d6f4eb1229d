package io.quotastack.ledger.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.account.AnswerMark;
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
import io.quotastack.ledger.state.DecidedWith;
import io.quotastack.ledger.state.RowCache;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.config.ExactConfigSource;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;

/**
 * Decides the commands of one partition, one after the other in the order of the log, and writes their rows: whoever does
 * it, the task that owns the partition or a verification of what it did, comes to the same rows and records.
 */
public final class PartitionDecider {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionDecider.class);

    private final Shard shard;
    private final RowCache rows;
    private final ExactConfigSource config;
    private final Function<String, Optional<CompletableFuture<Answer>>> callers;
    private DecidedWith decidedWith;
    /** That of the last command; nearly always the next one's too. */
    private Config configOfLast = Config.EMPTY;

    /**
     * @param cacheBytes how much of the rows that were decided with last is kept in memory; 0: each decision reads its rows
     * @param callers who waits for the answer to a command, by its id
     */
    public PartitionDecider(Shard shard, long cacheBytes, ExactConfigSource config,
            Function<String, Optional<CompletableFuture<Answer>>> callers) {
        this.shard = shard;
        this.rows = new RowCache(shard::deciding, cacheBytes);
        this.config = config;
        this.callers = callers;
        this.decidedWith = shard.decidedWith().orElse(new DecidedWith(CommandDecider.VERSION, 0));
    }

    /** What the last command was decided with. */
    public DecidedWith decidedWith() {
        return decidedWith;
    }

    /** Throws {@link UnknownFormatException} when a later version wrote it. */
    public static CommandEnvelope read(byte[] key, byte[] value) throws UnreadableCommandException {
        try {
            return CommandCodec.read(CustomerKey.parse(new String(key, UTF_8)), value);
        } catch (UnknownFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableCommandException(e);
        }
    }

    /**
     * Decides the next command and writes what it changes.
     *
     * @return what was decided, of accepted events that had waited first, of the command last
     */
    public List<Decided> decide(CommandEnvelope envelope, Instant recordedAt) throws UndecidableCommandException {
        reach(envelope.configVersion());
        if (configOfLast.version() != decidedWith.configVersion()) {
            configOfLast = config.exactly(decidedWith.configVersion());
        }
        List<Decided> all = compute(envelope, recordedAt, configOfLast);
        write(envelope.customer().key(), all);
        return all;
    }

    /**
     * Comes to a place in the log, whatever becomes of its command. The configuration of a place is the latest one that any
     * command up to it named: not what this node knows by now, which another one may not know when it decides the command
     * again.
     */
    public void reach(long named) {
        if (named > decidedWith.configVersion() || decidedWith.decider() != CommandDecider.VERSION) {
            decidedWith = new DecidedWith(CommandDecider.VERSION, Math.max(named, decidedWith.configVersion()));
            shard.write(decidedWith);
        }
    }

    /** All that follows from the command, and before it from accepted events that had waited; nothing of it is done yet. */
    private List<Decided> compute(CommandEnvelope envelope, Instant recordedAt, Config config)
            throws UndecidableCommandException {
        var account = shard.deciding(envelope.customer().key());
        try {
            Decision decision = CommandDecider.decide(rows.account(account.key()), envelope, recordedAt, config);
            List<Decided> all = new ArrayList<>();
            for (Decision.Waited waited : decision.waited()) {
                all.add(decided(waited.envelope(), waited.decision(), waited.recordedAt(), config, account,
                        callers.apply(waited.envelope().commandId())));
            }
            all.add(decided(envelope, decision, recordedAt, config, account,
                    callers.apply(envelope.commandId())));
            return all;
        } catch (KafkaException | UnreadableRowException e) {
            throw e; // the store or the task, not the command
        } catch (RuntimeException e) {
            throw new UndecidableCommandException(envelope, e);
        }
    }

    private static Decided decided(CommandEnvelope envelope, Decision decision, Instant recordedAt, Config config,
            StoredAccount account, Optional<CompletableFuture<Answer>> caller) {
        boolean isWanted = caller.isPresent() && !(decision.outcome() instanceof Outcome.UsageWaits
                || decision.outcome() instanceof Outcome.TransferUnderWay
                || decision.outcome() instanceof Outcome.TakenInBefore);
        OptionalLong grant = AnswerRenderer.grantOf(decision);
        Optional<Answer> answer = Optional.empty();
        if (decision.keepAnswer().isPresent() && grant.isEmpty()) {
            answer = Optional.of(AnswerRenderer.render(envelope, decision, account));
        } else if (isWanted) {
            answer = Optional.of(forCaller(envelope, decision, account));
        }
        Optional<Answer> rendered = answer;
        Optional<KeptAnswer> kept = decision.keepAnswer().map(keep -> grant.isPresent()
                ? KeptAnswer.granted(keep.mark(), grant.getAsLong())
                : kept(keep.mark(), rendered.orElseThrow()));
        return new Decided(decision, answer, kept, isWanted ? caller : Optional.empty(),
                OutputRecords.of(envelope, decision, recordedAt, config.version()));
    }

    /** What is decided must not hang on who waits: an answer that is for the caller alone and cannot be written is no reason. */
    private static Answer forCaller(CommandEnvelope envelope, Decision decision, StoredAccount account) {
        try {
            return AnswerRenderer.render(envelope, decision, account);
        } catch (KafkaException | UnreadableRowException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the answer to command {} cannot be written", envelope.commandId(), e);
            return new Answer.Finished(ProblemJson.reply(
                    Problem.of(ProblemType.INTERNAL, "the command was decided, but its answer cannot be written"),
                    AnswerRenderer.requestOf(envelope)));
        }
    }

    /**
     * What follows from one command.
     *
     * @param answer absent when nobody waits for it and none is to be kept as it is, while the event waits itself, and when
     *     it was given before
     * @param keptAnswer what is kept of it
     * @param caller who waits for it, and not for what comes of it later
     */
    public record Decided(
            Decision decision,
            Optional<Answer> answer,
            Optional<KeptAnswer> keptAnswer,
            Optional<CompletableFuture<Answer>> caller,
            List<OutputRecords.Output> outputs) {

        /** Answers whoever waits for it. */
        void reply() {
            caller.ifPresent(waiting -> answer.ifPresent(waiting::complete));
        }
    }

    private void write(CustomerKey customer, List<Decided> all) {
        Decision last = all.getLast().decision();
        if (last.changes().isEmpty() && last.rowsKept() == 0) {
            return;
        }
        shard.write(customer, writer -> {
            last.changes().ifPresent(changes -> writer.write(changes, rows.of(customer)));
            for (Decided decided : all) {
                writer.note(decided.decision().events());
                decided.decision().keepAnswer()
                        .ifPresent(kept -> writer.keep(kept.key(), decided.keptAnswer().orElseThrow()));
                decided.decision().keepTakenIn()
                        .ifPresent(kept -> writer.keep(kept.key(), KeptAnswer.takenIn(kept.mark())));
            }
        });
    }

    private static KeptAnswer kept(AnswerMark mark, Answer answer) {
        return switch (answer) {
            case Answer.Finished(Reply reply) -> KeptAnswer.of(mark, reply);
            case Answer.Granted granted -> KeptAnswer.granted(mark, granted.sequence());
            case Answer.GrantedBefore granted -> KeptAnswer.grantedBefore(mark, granted.sequence());
            case Answer.ChargedBefore charged -> throw new IllegalStateException(
                    "a charge is kept with its event, not as an answer: " + charged);
        };
    }

    /** The record is not a command. */
    public static final class UnreadableCommandException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableCommandException(RuntimeException cause) {
            super("a record that is not a command: " + cause.getMessage(), cause);
        }
    }

    /** The core broke over the command. */
    public static final class UndecidableCommandException extends Exception {
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
