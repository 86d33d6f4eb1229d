package io.quotastack.core.account;

import java.util.Optional;

import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;

/** The subscriptions of a customer, as a draft changes them: one is live, and what happens to it next is to come. */
public final class Subscriptions {

    private final AccountDraft draft;

    Subscriptions(AccountDraft draft) {
        this.draft = draft;
    }

    /** Keeps the live one, and what happens to it next. */
    public void put(Subscription changed) {
        draft.subscription().flatMap(Subscriptions::nextOf).ifPresent(draft.schedule()::remove);
        nextOf(changed).ifPresent(draft.schedule()::add);
        draft.put(AccountRows.SUBSCRIPTION, changed);
        draft.put(draft.figures().withSubscription(changed.ordinal(), true));
    }

    /** From here on there is none. */
    public void end(Subscription last, SubscriptionStatus end) {
        draft.subscription().flatMap(Subscriptions::nextOf).ifPresent(draft.schedule()::remove);
        draft.remove(AccountRows.SUBSCRIPTION, Single.ROW);
        draft.remove(AccountRows.PERIOD_CREDITS, Single.ROW);
        draft.put(AccountRows.SUBSCRIPTION_ENDS, last.ordinal(), end);
        draft.put(draft.figures().withSubscription(last.ordinal(), false));
    }

    private static Optional<ScheduledAction> nextOf(Subscription subscription) {
        return subscription.due()
                .map(at -> new ScheduledAction(at, ScheduledAction.Kind.SUBSCRIPTION, subscription.ordinal()));
    }
}
