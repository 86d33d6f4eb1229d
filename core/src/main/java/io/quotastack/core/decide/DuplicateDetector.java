package io.quotastack.core.decide;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;

/**
 * Knows a command that was decided before (CONTRACT 5 for usage, 11 for all else): the same content gets the first
 * answer again, other content under the same id or key is refused.
 */
final class DuplicateDetector {

    private DuplicateDetector() {}

    /** The outcome of a repeat, or nothing for what is new. */
    static Optional<Outcome> find(AccountState state, CommandEnvelope envelope, Instant recordedAt,
            Settings settings) {
        if (envelope.command() instanceof RecordUsage usage) {
            Optional<Outcome> again = usage.accepted()
                    ? takenInAgain(state, envelope, usage.event(), recordedAt)
                    : Optional.empty();
            return again.isPresent()
                    ? again
                    : usageRepeat(state, usage, envelope.idempotency().isPresent(), recordedAt, settings);
        }
        return envelope.idempotency().flatMap(request -> requestRepeat(state, request, recordedAt));
    }

    private static Problem usageReused() {
        return Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED,
                "the event's id stands for an event of other content, or from another source");
    }

    private static Optional<Outcome> requestRepeat(AccountState state, Idempotency request, Instant recordedAt) {
        AnswerKey key = AnswerKey.ofRequest(request.key());
        Optional<AnswerMark> answered = state.answer(key).filter(mark -> mark.keptAt(recordedAt));
        if (answered.isPresent()) {
            return Optional.of(answered.get().fingerprint().equals(request.fingerprint())
                    ? new Outcome.AnsweredBefore(key)
                    : requestReused());
        }
        boolean usedForUsage = state.chargedUsage(request.key()).filter(ChargedUsage::keyed).isPresent()
                || refusedToACaller(state, request.key(), recordedAt);
        return usedForUsage ? Optional.of(requestReused()) : Optional.empty();
    }

    /** Whether a waiting `POST /v1/usage` of this key was refused: only such a refusal is kept as long as an answer. */
    private static boolean refusedToACaller(AccountState state, String key, Instant recordedAt) {
        return state.answer(AnswerKey.ofRefusedUsage(key)).filter(mark -> mark.keptAt(recordedAt))
                .filter(mark -> mark.keptFor().equals(CommandDecider.ANSWER_KEPT)).isPresent();
    }

    /**
     * The very command again: whoever took the event in did not hear that it is in the log. What was charged is known by
     * its event; a refusal would be decided anew, as that of another command of the event is.
     */
    private static Optional<Outcome> takenInAgain(AccountState state, CommandEnvelope envelope, UsageEvent event,
            Instant recordedAt) {
        String command = envelope.idWithEvent(event);
        boolean anyWaits = state.account().map(Account::backlog).filter(backlog -> backlog.waiting() > 0).isPresent();
        if (anyWaits && state.placeOfWaitingCommand(command).flatMap(state::waitingUsage)
                .filter(waiting -> waiting.isOf(event)).isPresent()) {
            return Optional.of(new Outcome.UsageWaits());
        }
        return state.answer(AnswerKey.ofTakenIn(command)).filter(mark -> mark.keptAt(recordedAt))
                .filter(mark -> mark.fingerprint().equals(UsageContent.hash(event)))
                .map(mark -> new Outcome.TakenInBefore());
    }

    private static Optional<Outcome> usageRepeat(AccountState state, RecordUsage usage, boolean keyed,
            Instant recordedAt, Settings settings) {
        String eventId = usage.event().eventId();
        Optional<ChargedUsage> charged = state.chargedUsage(eventId);
        if (charged.isPresent()) {
            return Optional.of(charged.get().contentHash().equals(UsageContent.hash(usage.event()))
                    ? new Outcome.UsageChargedBefore(charged.get().sequence())
                    : new Outcome.Refused(usageReused()));
        }
        if (keyed && state.answer(AnswerKey.ofRequest(eventId)).filter(mark -> mark.keptAt(recordedAt)).isPresent()) {
            return Optional.of(requestReused());
        }
        if (usage.accepted()) {
            return Optional.empty();
        }
        AnswerKey refused = AnswerKey.ofRefusedUsage(eventId);
        return state.answer(refused).filter(mark -> mark.keptAt(recordedAt, settings.usageRefusalsKept()))
                .map(refusal -> refusal.fingerprint().equals(UsageContent.hash(usage.event()))
                        ? new Outcome.AnsweredBefore(refused)
                        : new Outcome.Refused(usageReused()));
    }

    private static Outcome requestReused() {
        return new Outcome.Refused(Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED,
                "the Idempotency-Key was used for another request"));
    }
}
