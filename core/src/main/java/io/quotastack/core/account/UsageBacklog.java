package io.quotastack.core.account;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.usage.UsageEvent;

/** What an account has not caught up with, as a draft changes it: the accepted events that wait until it has. */
public final class UsageBacklog {

    private final AccountDraft draft;

    UsageBacklog(AccountDraft draft) {
        this.draft = draft;
    }

    /** The event that has waited longest. */
    public Optional<WaitingUsage> first() {
        return backlog().waiting() == 0 ? Optional.empty() : draft.waitingUsage(backlog().first());
    }

    /** The event waits behind all others. */
    public void add(UsageEvent event, CommandEnvelope envelope, Instant recordedAt) {
        long place = backlog().next();
        draft.put(AccountRows.WAITING_USAGE, place, new WaitingUsage(place, envelope, recordedAt));
        draft.put(AccountRows.WAITING_PLACES, event.eventId(), place);
        draft.put(AccountRows.WAITING_COMMANDS, envelope.idWithEvent(event), place);
        put(backlog().plusOne());
    }

    /** The event that has waited longest waits no more. */
    public void removeFirst(UsageEvent event, CommandEnvelope envelope) {
        long place = backlog().first();
        draft.remove(AccountRows.WAITING_USAGE, place);
        removeIfLast(AccountRows.WAITING_PLACES, event.eventId(), place);
        removeIfLast(AccountRows.WAITING_COMMANDS, envelope.idWithEvent(event), place);
        put(backlog().lessOne());
    }

    private void removeIfLast(RowType<String, Long> places, String key, long place) {
        if (draft.get(places, key).filter(last -> last == place).isPresent()) {
            draft.remove(places, key);
        }
    }

    /** Notes whether more is due than was booked. */
    public void putBehind(boolean behind) {
        put(backlog().behind(behind));
    }

    private Backlog backlog() {
        return draft.figures().backlog();
    }

    private void put(Backlog changed) {
        draft.put(draft.figures().withBacklog(changed));
    }
}
