package io.quotastack.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.RowType.Present;

/** What is to come for a customer, as a draft changes it. */
public final class Schedule {

    private final AccountDraft draft;
    private final List<ScheduledAction> added = new ArrayList<>();

    Schedule(AccountDraft draft) {
        this.draft = draft;
    }

    void add(ScheduledAction action) {
        draft.put(AccountRows.SCHEDULED_ACTIONS, action, Present.PRESENT);
        added.add(action);
        if (action.at().isBefore(draft.figures().nextScheduledAt())) {
            expectNext(action.at());
        }
    }

    void remove(ScheduledAction action) {
        draft.remove(AccountRows.SCHEDULED_ACTIONS, action);
    }

    /** What was added since this was last asked. */
    public List<ScheduledAction> takeAdded() {
        List<ScheduledAction> taken = List.copyOf(added);
        added.clear();
        return taken;
    }

    /** Whether an action was taken off here. */
    public boolean removed(ScheduledAction action) {
        return draft.overlay(AccountRows.SCHEDULED_ACTIONS).change(action).filter(Optional::isEmpty).isPresent();
    }

    /** Sets what is known of the future: nothing falls due before {@code at}. */
    public void expectNext(Instant at) {
        draft.put(draft.figures().withNextScheduledAt(at));
    }
}
