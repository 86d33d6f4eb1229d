package io.quotastack.ledger.history.usage;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.LoggedEntry;
import io.quotastack.ledger.history.store.LoggedOutcome;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.Replies;
import io.quotastack.ledger.view.UsageStatusView;

/** What became of a usage event (CONTRACT 5). A charge goes before a refusal: it came after it, or stands beside it. */
public final class UsageReads {

    private final OwnedStores history;

    public UsageReads(OwnedStores history) {
        this.history = history;
    }

    /**
     * The status of an event that was charged, refused or voided; nothing when history knows no such event.
     *
     * @param refusedSince what was refused before is no longer kept
     */
    public Optional<Reply> status(Query.GetUsage query, Instant refusedSince) {
        CustomerHistory rows = history.of(query.customer());
        Optional<LoggedEntry> charge = charge(rows, query.eventId());
        if (charge.isPresent()) {
            boolean voided = rows.refund(query.eventId()).isPresent();
            return Optional.of(Replies.ok(UsageStatusView.charged(charge.get().entry(),
                    charge.get().externalCustomerId(), voided)));
        }
        return kept(rows.refusal(query.eventId()), refusedSince).map(UsageReads::view).map(Replies::ok);
    }

    /** What the event was charged, also when that was voided meanwhile, from which blocks. */
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        CustomerHistory rows = history.of(customer);
        return charge(rows, eventId).map(LoggedEntry::entry).map(UsageReads::facts);
    }

    /** What a refund needs to know of a charge, whether it was an event's or a reservation's. */
    public static Command.Charge facts(LedgerEntry charge) {
        return new Command.Charge(charge.sequence(),
                charge.usage().map(usage -> new Command.Metered(usage.priced(),
                        charge.context().usageTimestamp().orElseThrow(), charge.context().subscriptionPeriod(),
                        charge.context().countedValues())),
                charge.allocations());
    }

    /** The accepted event that was refused since then, and not charged meanwhile. */
    public Optional<Command.RefusedUsage> refusedEvent(CustomerKey customer, String eventId, Instant refusedSince) {
        CustomerHistory rows = history.of(customer);
        if (rows.charge(eventId).isPresent()) {
            return Optional.empty();
        }
        return kept(rows.refusal(eventId), refusedSince)
                .map(refusal -> new Command.RefusedUsage(refusal.event(), refusal.timestamp(), refusal.faulty()));
    }

    static UsageStatusView view(LoggedOutcome refusal) {
        return UsageStatusView.refused(refusal.customer(), refusal.externalCustomerId(), refusal.event(),
                refusal.timestamp(), refusal.problem().orElseThrow());
    }

    private static Optional<LoggedOutcome> kept(Optional<LoggedOutcome> refusal, Instant refusedSince) {
        return refusal.filter(outcome -> outcome.recordedAt().isAfter(refusedSince));
    }

    private static Optional<LoggedEntry> charge(CustomerHistory rows, String eventId) {
        OptionalLong sequence = rows.charge(eventId);
        return sequence.isPresent() ? rows.entry(sequence.getAsLong()) : Optional.empty();
    }
}
