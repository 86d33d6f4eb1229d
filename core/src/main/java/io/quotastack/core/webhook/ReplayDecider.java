package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A replay in one partition: each event found is queued once, in the order of the topic, however often it is found. So
 * a search that is broken off begins again where its row says.
 */
public final class ReplayDecider {

    private ReplayDecider() {}

    public static WebhookDecision<ReplayStart> decide(WebhookState state, WebhookInput.ReplayStarted input) {
        ReplayJob replay = input.replay();
        if (state.replay(replay.id()).isPresent()) {
            return WebhookDecision.unchanged(ReplayStart.KNOWN);
        }
        // It was accepted where the mark had not come yet.
        return state.endpoint(replay.tenantEnvironment()).disabled().filter(mark -> mark.holds(input.settings()))
                .isPresent()
                        ? WebhookDecision.unchanged(ReplayStart.ENDS)
                        : new WebhookDecision<>(List.of(new WebhookChange.ReplayChanged(replay)), ReplayStart.BEGINS);
    }

    /** The new delivery; nothing when the event was queued before, or one before it is still to be queued. */
    public static WebhookDecision<Optional<DeliveryKey>> decide(WebhookState state, WebhookInput.ReplayEventFound input,
            Instant now) {
        Optional<ReplayJob> replay = state.replay(input.replayId())
                .filter(job -> input.fromOffset() <= job.nextOffset() && input.offset() >= job.nextOffset());
        if (replay.isEmpty()) {
            return WebhookDecision.unchanged(Optional.empty());
        }
        Enqueueing enqueueing = Enqueueing.of(state, input.event(), Optional.of(input.replayId()), now);
        List<WebhookChange> changes = new ArrayList<>(enqueueing.changes());
        changes.add(new WebhookChange.ReplayChanged(replay.get().queuedUpTo(input.offset())));
        return new WebhookDecision<>(changes, Optional.of(enqueueing.key()));
    }

    /** The replay, when it was under way: the environment is to be told. */
    public static WebhookDecision<Optional<ReplayJob>> decide(WebhookState state, WebhookInput.ReplayEnded input) {
        Optional<ReplayJob> underWay = state.replay(input.replayId());
        return underWay.isPresent()
                ? new WebhookDecision<>(List.of(new WebhookChange.ReplayDeleted(input.replayId())), underWay)
                : WebhookDecision.unchanged(underWay);
    }

    /** How many of the environment are under way after that. */
    public static WebhookDecision<Integer> decide(WebhookState state, WebhookInput.ReplayPartEnded input) {
        JobsUnderWay before = state.replaysUnderWay(input.tenantEnvironment());
        JobsUnderWay after = before.partEnded(input.replayId());
        return after.equals(before)
                ? WebhookDecision.unchanged(before.partsLeft().size())
                : new WebhookDecision<>(
                        List.of(new WebhookChange.ReplaysUnderWayChanged(input.tenantEnvironment(), after)),
                        after.partsLeft().size());
    }
}
