package io.quotastack.core.account;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.command.CommandEnvelope;

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
    public void add(String eventId, CommandEnvelope envelope, Instant recordedAt) {
        long place = backlog().next();
        draft.put(AccountRows.WAITING_USAGE, place, new WaitingUsage(place, envelope, recordedAt));
        draft.put(AccountRows.WAITING_PLACES, eventId, place);
        put(backlog().plusOne());
    }

    /** The event that has waited longest waits no more. */
    public void removeFirst(String eventId) {
        long place = backlog().first();
        draft.remove(AccountRows.WAITING_USAGE, place);
        if (draft.placeOfWaiting(eventId).filter(last -> last == place).isPresent()) {
            draft.remove(AccountRows.WAITING_PLACES, eventId);
        }
        put(backlog().lessOne());
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
