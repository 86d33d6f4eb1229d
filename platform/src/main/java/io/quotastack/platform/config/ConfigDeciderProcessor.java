package io.quotastack.platform.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.config.decide.ConfigDecider;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.platform.deadletter.StreamsDeadLetters;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.topic.Topics;

/**
 * Decides the commands of `config-commands` one after the other: changes go to `config`, one outcome each to
 * `config-outcomes`, what cannot be read to `config-dead-letters`.
 *
 * <p>Everything is decided before anything is written, so a fault in between leaves nothing half done: a command that
 * the code cannot cope with is answered 500, not kept, and set aside like an unreadable one. Neither stops the stream; a
 * command of a later format does, since the version that knows it will decide it.
 */
final class ConfigDeciderProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    /** Each command leaves at most one answer behind, so looking at a few per command keeps up with them. */
    private static final int ANSWERS_SWEPT_PER_COMMAND = 16;

    /** Each command makes one at the most. */
    private static final int ROWS_FORGOTTEN_PER_COMMAND = 16;

    private ProcessorContext<byte[], byte[]> context;
    private ConfigState state;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    ConfigDeciderProcessor() {}

    @Override
    public void init(ProcessorContext<byte[], byte[]> streamsContext) {
        context = streamsContext;
        state = new ConfigState(streamsContext.getStateStore(ConfigTopology.STORE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ConfigSubmission submission;
        try {
            submission = ConfigJson.read(record.value(), ConfigSubmission.class);
        } catch (UnknownFormatException e) {
            throw e.at(Topics.CONFIG_COMMANDS.name(), context.recordMetadata().map(RecordMetadata::offset).orElse(-1L));
        } catch (IOException e) {
            StreamsDeadLetters.forward(context, record, e, ConfigTopology.DEAD_LETTERS_SINK);
            return;
        }
        Instant now = state.advanceTo(Instant.ofEpochMilli(record.timestamp()));
        Optional<KeptAnswer> kept = submission.idempotency()
                .flatMap(idempotency -> state.answer(submission.owner(), idempotency.key()));
        if (kept.isPresent()) {
            tell(submission, repeated(submission, kept.get()), now);
        } else {
            decide(submission, record, now);
        }
        state.sweep(ANSWERS_SWEPT_PER_COMMAND);
    }

    private void decide(ConfigSubmission submission, Record<byte[], byte[]> record, Instant now) {
        ConfigDecision decision;
        Reply reply;
        try {
            decision = bounded(submission.command(), ConfigDecider.decide(state.config(), submission.command(), now));
            reply = switch (decision) {
                case ConfigDecision.Accepted accepted -> ConfigReplies.of(accepted.result(), now);
                case ConfigDecision.Refused refused -> ProblemJson.reply(refused.problem(), request(submission));
            };
        } catch (RuntimeException e) {
            StreamsDeadLetters.forward(context, record, e, ConfigTopology.DEAD_LETTERS_SINK);
            tell(submission, ProblemJson.reply(Problem.of(ProblemType.INTERNAL,
                    "the command could not be decided; the operator's log knows why"), request(submission)), now);
            return;
        }
        if (decision instanceof ConfigDecision.Accepted accepted) {
            for (ConfigChange change : accepted.changes()) {
                state.standingOnlyInWhatIsReplacedBy(change).forEach(rule -> book(rule, now));
                book(change, now);
            }
            state.forget(ROWS_FORGOTTEN_PER_COMMAND).forEach(key -> forget(key, now));
        }
        if (kept(reply)) {
            submission.idempotency().ifPresent(
                    idempotency -> state.keep(submission.owner(), idempotency, reply));
        }
        tell(submission, reply, now);
    }

    /**
     * The record of each thing has to pass through Kafka for ever. But no limit keeps a price in force, nor a secret sealed
     * with a key that the operator replaces: what stops something adds a time to it, once, for which there is room, and what
     * makes a thing smaller is welcome.
     */
    private ConfigDecision bounded(ConfigCommand command, ConfigDecision decision) {
        return switch (decision) {
            case ConfigDecision.Refused refused -> refused;
            case ConfigDecision.Accepted(var changes, var result) when command instanceof ConfigCommand.NoteKeyUse -> new ConfigDecision.Accepted(
                    changes.stream().filter(state::mayNoteUse).toList(), result);
            case ConfigDecision.Accepted accepted when isNeverTooMuch(command) -> accepted;
            case ConfigDecision.Accepted accepted -> accepted.changes().stream()
                    .flatMap(change -> state.refusal(change).stream()).<ConfigDecision>map(ConfigDecision.Refused::new)
                    .findFirst().orElse(accepted);
        };
    }

    private static boolean isNeverTooMuch(ConfigCommand command) {
        return switch (command) {
            case ConfigCommand.ArchiveMetric archive -> true;
            case ConfigCommand.ArchiveRule archive -> true;
            case ConfigCommand.ArchiveTopupPackage archive -> true;
            case ConfigCommand.RevokeApiKey revoke -> true;
            case ConfigCommand.SetRootKey set -> false;
            case ConfigCommand.CreateTenant create -> false;
            case ConfigCommand.CreateApiKey create -> false;
            case ConfigCommand.NoteKeyUse use -> false;
            case ConfigCommand.PatchSettings patch -> false;
            case ConfigCommand.ResealSecret reseal -> true; // and it makes nothing larger
            case ConfigCommand.CreateMetric create -> false;
            case ConfigCommand.PatchMetric patch -> false;
            case ConfigCommand.CreateRule create -> false;
            case ConfigCommand.ActivateRule activate -> false;
            case ConfigCommand.CreateTopupPackage create -> false;
            case ConfigCommand.PatchTopupPackage patch -> false;
            case ConfigCommand.CreatePlan create -> false;
            case ConfigCommand.PatchPlan patch -> false;
            case ConfigCommand.CreateVariant create -> false;
            case ConfigCommand.PatchVariant patch -> false;
            case ConfigCommand.StartSimulation start -> false;
            case ConfigCommand.CancelSimulation cancel -> true;
        };
    }

    /** A patch that does not fit what it changes is an invalid request: the corrected one may use the same key. */
    private static boolean kept(Reply reply) {
        return reply.status() != ProblemType.INVALID_REQUEST.status();
    }

    private void book(ConfigChange change, Instant now) {
        var numbered = new NumberedChange(state.config().version() + 1, change);
        state.apply(numbered);
        context.forward(new Record<>(utf8(change.key()), ConfigJson.write(numbered), now.toEpochMilli()),
                ConfigTopology.CONFIG_SINK);
    }

    /** Readers have long left it out; the topic may now too. */
    @SuppressWarnings("NullAway") // that is how a record is deleted
    private void forget(String changeKey, Instant now) {
        context.forward(new Record<>(utf8(changeKey), null, now.toEpochMilli()), ConfigTopology.CONFIG_SINK);
    }

    private static Reply repeated(ConfigSubmission submission, KeptAnswer kept) {
        String fingerprint = submission.idempotency().map(Idempotency::fingerprint).orElse("");
        return kept.mark().fingerprint().equals(fingerprint)
                ? kept.again()
                : ProblemJson.reply(Problem.idempotencyKeyReused(), request(submission));
    }

    private void tell(ConfigSubmission submission, Reply reply, Instant now) {
        var outcome = new ConfigOutcome(submission.commandId(), state.config().version(), reply.status(), text(reply),
                reply.replayed());
        context.forward(new Record<>(utf8(submission.commandId()), ConfigJson.write(outcome), now.toEpochMilli()),
                ConfigTopology.OUTCOMES_SINK);
        if (!(submission.command() instanceof ConfigCommand.NoteKeyUse)) {
            context.commit(); // somebody waits, and these are too rare to gather
        }
    }

    private static RequestContext request(ConfigSubmission submission) {
        return new RequestContext(submission.commandId(),
                submission.idempotency().map(Idempotency::instance).orElse(""));
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
