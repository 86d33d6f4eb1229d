package io.quotastack.api.usage;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.api.http.Request;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.TimestampRange;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.LedgerGateway.Arrival;

/**
 * What is checked of an event on arrival, once (CONTRACT 5): its time, and where nobody waits for the account's word,
 * whether its customer can be and whether its id is taken.
 */
final class UsagePrecheck {

    private final LedgerGateway ledger;

    UsagePrecheck(LedgerGateway ledger) {
        this.ledger = ledger;
    }

    /** What an event is on arrival. */
    sealed interface Verdict {

        record Fresh() implements Verdict {}

        /** It was charged before. */
        record Duplicate() implements Verdict {}

        record Refused(Problem problem) implements Verdict {}
    }

    /** The verdict on an event that is taken in before it is decided. */
    Verdict ofAccepted(Request request, CustomerRef customer, UsageEvent event) {
        if (customer.externalId().isEmpty() && !ledger.customerExists(customer.key())) {
            return new Verdict.Refused(Problem.notFound("customer", "there is no such customer"));
        }
        return switch (ledger.arrival(customer.key(), event)) {
            case DUPLICATE -> new Verdict.Duplicate();
            case OTHER_CONTENT -> new Verdict.Refused(idReused());
            case NEW -> outOfRange(request, customer, event).<Verdict>map(Verdict.Refused::new)
                    .orElseGet(Verdict.Fresh::new);
        };
    }

    /**
     * The refusal of an event whose debit is waited for. One that was charged before is none: however old it is by now,
     * its sender gets the first answer.
     */
    Optional<Problem> refusalOfWaiting(Request request, CustomerRef customer, UsageEvent event) {
        return outOfRange(request, customer, event)
                .filter(unused -> ledger.arrival(customer.key(), event) == Arrival.NEW);
    }

    static Problem idReused() {
        return Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED, "the event id was used for an event of other content");
    }

    private Optional<Problem> outOfRange(Request request, CustomerRef customer, UsageEvent event) {
        int daysBack = request.config().environment(request.tenantEnvironment()).settings().usageBackdateDays();
        return event.givenTimestamp()
                .flatMap(timestamp -> TimestampRange.refusal(timestamp, timeOf(customer.key()), daysBack));
    }

    /** The time it is for the customer: that of its own clock, if it has one. */
    private Instant timeOf(CustomerKey customer) {
        return customer.tenantEnvironment().environment() == Environment.TEST
                ? ledger.testClock(customer).orElseGet(Instant::now)
                : Instant.now();
    }
}
