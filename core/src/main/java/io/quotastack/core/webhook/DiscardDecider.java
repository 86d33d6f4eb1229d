package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;

/**
 * Discards the deliveries of a range (CONTRACT 10): a bounded number at a time, and the row says up to where it came. So one
 * that is broken off goes on.
 */
public final class DiscardDecider {

    private static final int MOST_LOOKED_AT = 1_000;
    /** Of the events that are written anew with their deliveries. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private DiscardDecider() {}

    /**
     * How far it came.
     *
     * @param discarded how many this time
     * @param ended present: all were looked at, and the environment is to be told
     */
    public record Step(int discarded, Optional<DiscardJob> ended) {}

    /** Whether it begins here; it does not when it did before. */
    public static WebhookDecision<Boolean> decide(WebhookState state, WebhookInput.DiscardStarted input) {
        return state.discard(input.discard().id()).isPresent()
                ? WebhookDecision.unchanged(false)
                : new WebhookDecision<>(List.of(new WebhookChange.DiscardChanged(input.discard())), true);
    }

    /** The next of them. */
    public static WebhookDecision<Step> decide(WebhookState state, WebhookInput.DiscardGoesOn input, Instant now) {
        Optional<DiscardJob> found = state.discard(input.discardId());
        if (found.isEmpty()) {
            return WebhookDecision.unchanged(new Step(0, Optional.empty()));
        }
        DiscardJob job = found.get();
        var stretch = new Stretch(state, job, now);
        state.visitDeliveries(job.tenantEnvironment(), job.scope().from(), job.after(), stretch::visit);
        return stretch.decision();
    }

    /** How many of the environment are under way after that. */
    public static WebhookDecision<Integer> decide(WebhookState state, WebhookInput.DiscardPartEnded input) {
        JobsUnderWay before = state.discardsUnderWay(input.tenantEnvironment());
        JobsUnderWay after = before.partEnded(input.discardId());
        return after.equals(before)
                ? WebhookDecision.unchanged(before.partsLeft().size())
                : new WebhookDecision<>(
                        List.of(new WebhookChange.DiscardsUnderWayChanged(input.tenantEnvironment(), after)),
                        after.partsLeft().size());
    }

    /** What one decision looks at. */
    private static final class Stretch {

        private final WebhookState state;
        private final DiscardJob job;
        private final Instant now;
        private final List<WebhookChange> deliveries = new ArrayList<>();
        private final Map<CustomerKey, QueueDraft> queues = new LinkedHashMap<>();
        private int discarded;
        private int lookedAt;
        private int characters;
        private Optional<DeliveryPlace> last = Optional.empty();
        private boolean more;

        Stretch(WebhookState state, DiscardJob job, Instant now) {
            this.state = state;
            this.job = job;
            this.now = now;
        }

        /** Whether to look at another one. */
        boolean visit(DeliveryPlace place) {
            if (!place.createdAt().isBefore(job.scope().to())) {
                return false;
            }
            if (lookedAt == MOST_LOOKED_AT || characters >= MOST_CHARACTERS) {
                more = true;
                return false;
            }
            lookedAt++;
            last = Optional.of(place);
            if (job.concerns(place.key().customer().customerId())) {
                state.delivery(place.key()).filter(job::includes).ifPresent(found -> discard(place.key(), found));
            }
            return true;
        }

        private void discard(DeliveryKey key, Delivery delivery) {
            queues.computeIfAbsent(key.customer(), customer -> new QueueDraft(state, customer, state.queue(customer)
                    .orElseThrow(() -> new IllegalStateException("no queue of " + key)))).discard(key.ordinal(), now);
            deliveries.add(new WebhookChange.DeliveryChanged(key, delivery.discarded(job.mark())));
            discarded++;
            characters += delivery.event().data().length();
        }

        WebhookDecision<Step> decision() {
            List<WebhookChange> changes = new ArrayList<>(deliveries);
            queues.values().forEach(queue -> changes.addAll(queue.changes()));
            changes.add(more
                    ? new WebhookChange.DiscardChanged(job.lookedUpTo(last.orElseThrow()))
                    : new WebhookChange.DiscardDeleted(job.id()));
            return new WebhookDecision<>(changes, new Step(discarded, more ? Optional.empty() : Optional.of(job)));
        }
    }
}
