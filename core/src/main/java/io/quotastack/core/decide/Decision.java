package io.quotastack.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
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
 * @param keepAnswer under which key, and how long, the answer is to be kept
 */
public record Decision(Outcome outcome, Optional<Customer> customer, List<LedgerEntry> entries,
        List<CustomerEvent> events, Optional<UsageReport> usageReport, Optional<Changes> changes,
        Optional<KeptAnswer> keepAnswer) {

    public Decision {
        entries = List.copyOf(entries);
        events = List.copyOf(events);
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
    public record UsageReport(UsageEvent event, Instant timestamp, boolean accepted, Instant occurredAt,
            Optional<LedgerEntry> charge, Optional<Problem> refusal, boolean besideCharge) {

        UsageReport(UsageEvent event, Instant timestamp, boolean accepted, Instant occurredAt,
                Optional<LedgerEntry> charge, Optional<Problem> refusal) {
            this(event, timestamp, accepted, occurredAt, charge, refusal, false);
        }
    }
}
