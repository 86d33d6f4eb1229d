package io.quotastack.core.decide.booking;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.usage.UsageEvent;

/**
 * All that follows from one command: what to answer, to book, to tell and to keep.
 *
 * @param customer whom it concerns; absent when nobody has the id. One that a refusal kept from coming to be stands
 *     here with the name it would have had, and is not among the changes
 * @param changes absent when the command leaves every row as it was
 * @param usageReport what `usage-outcomes` says: of events nobody waited for, and of refusals
 * @param entries of the command, and of what was due by then and not booked yet
 * @param keepAnswer under which key, and how long, the answer is to be kept
 * @param keepTakenIn that an accepted event was taken in by this command and needs no charge to be known by, so that the
 *     command comes to nothing when it stands in the log again
 * @param waited what was decided with the command, and answers commands before it: accepted events that had waited, a
 *     transfer that its receiver took or did not take
 * @param messages what goes to the log of commands once this is decided, for other customers' accounts ({@link Message})
 */
public record Decision(
        Outcome outcome,
        Optional<Customer> customer,
        List<LedgerEntry> entries,
        List<CustomerEvent> events,
        Optional<UsageReport> usageReport,
        Optional<Changes> changes,
        Optional<KeptAnswer> keepAnswer,
        Optional<KeptAnswer> keepTakenIn,
        List<Waited> waited,
        List<CommandEnvelope> messages) {

    public Decision {
        entries = List.copyOf(entries);
        events = List.copyOf(events);
        waited = List.copyOf(waited);
        messages = List.copyOf(messages);
    }

    /**
     * A command before, whose answer had to wait, and what was decided of it when its turn came.
     *
     * @param recordedAt the broker's time of its own record
     * @param decision without rows: they are among those of the decision that let it go
     */
    public record Waited(CommandEnvelope envelope, Instant recordedAt, Decision decision) {}

    /** The same, with other rows. */
    public Decision changing(Optional<Changes> rows) {
        return new Decision(outcome, customer, entries, events, usageReport, rows, keepAnswer, keepTakenIn,
                waited, messages);
    }

    /** The same, with all that was booked and emitted. */
    public Decision withBooked(List<LedgerEntry> allEntries, List<CustomerEvent> allEvents) {
        return new Decision(outcome, customer, allEntries, allEvents, usageReport, changes, keepAnswer,
                keepTakenIn, waited, messages);
    }

    /** The same, with a command before that it answers. */
    public Decision withWaited(Waited one) {
        return new Decision(outcome, customer, entries, events, usageReport, changes, keepAnswer, keepTakenIn,
                Stream.concat(waited.stream(), Stream.of(one)).toList(), messages);
    }

    /** The same, with what it has to say to other accounts. */
    public Decision withMessages(List<CommandEnvelope> toOthers) {
        return new Decision(outcome, customer, entries, events, usageReport, changes, keepAnswer, keepTakenIn,
                waited, toOthers);
    }

    /** The same, with what is to be known of its command. */
    public Decision keepingTakenIn(KeptAnswer takenIn) {
        return new Decision(outcome, customer, entries, events, usageReport, changes, keepAnswer, Optional.of(takenIn),
                waited, messages);
    }

    /** How many rows of answers are to be kept. */
    public int rowsKept() {
        return (keepAnswer.isPresent() ? 1 : 0) + (keepTakenIn.isPresent() ? 1 : 0);
    }

    /** All entries in the order of the ledger: those of events that had waited, then the command's own. */
    public List<LedgerEntry> allEntries() {
        return waited.isEmpty()
                ? entries
                : Stream.concat(waited.stream().flatMap(one -> one.decision().entries().stream()), entries.stream())
                        .toList();
    }

    /** All events in their order, likewise. */
    public List<CustomerEvent> allEvents() {
        return waited.isEmpty()
                ? events
                : Stream.concat(waited.stream().flatMap(one -> one.decision().events().stream()), events.stream())
                        .toList();
    }

    /** An answer to be kept. */
    public record KeptAnswer(AnswerKey key, AnswerMark mark) {}

    /**
     * What became of a usage event.
     *
     * @param timestamp that prices it
     * @param accepted it was taken in before it was decided
     * @param charge the entry; absent when refused
     * @param refusal why not; absent when charged
     * @param besideCharge of a refusal: another event had been charged under the id, and the id leads to that charge
     */
    public record UsageReport(
            UsageEvent event,
            Instant timestamp,
            boolean accepted,
            Instant occurredAt,
            Optional<LedgerEntry> charge,
            Optional<Problem> refusal,
            boolean besideCharge) {

        public UsageReport(UsageEvent event, Instant timestamp, boolean accepted, Instant occurredAt,
                Optional<LedgerEntry> charge, Optional<Problem> refusal) {
            this(event, timestamp, accepted, occurredAt, charge, refusal, false);
        }
    }
}
