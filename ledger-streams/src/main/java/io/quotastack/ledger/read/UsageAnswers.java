package io.quotastack.ledger.read;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.HistoryReads;
import io.quotastack.ledger.view.Replies;
import io.quotastack.ledger.view.UsageStatusView;

/** What became of usage events, and what a void, a refund or a retry takes along of them. */
public final class UsageAnswers {

    private final HistoryReads reads;
    private final ReachedHistory reached;
    private final AccountReads accounts;
    private final PendingUsage pending;
    private final LargeAnswers large;
    private final Clock clock;

    UsageAnswers(HistoryReads reads, ReachedHistory reached, AccountReads accounts, PendingUsage pending,
            LargeAnswers large, Clock clock) {
        this.reads = reads;
        this.reached = reached;
        this.accounts = accounts;
        this.pending = pending;
        this.large = large;
        this.clock = clock;
    }

    /** Charged, refused and voided events are history's; what it does not know may stand undecided in the log. */
    Reply status(Query.GetUsage query, RequestContext request) {
        Optional<Customer> customer = accounts.customer(query.customer());
        Optional<Reply> decided = decidedUsage(query);
        if (decided.isPresent()) {
            return decided.get();
        }
        Optional<UsageStatusView> waits = accounts.waitingUsage(query.customer(), query.eventId());
        if (waits.isPresent()) {
            return Replies.ok(waits.get());
        }
        // Whoever waited had stood in the log before: so it is looked for there first, and then once more among those.
        Optional<UsageStatusView> undecided = pending.find(query.customer(), customer.map(Customer::externalId),
                query.eventId());
        if (undecided.isPresent()) {
            return Replies.ok(undecided.get());
        }
        Optional<UsageStatusView> waiting = accounts.waitingUsage(query.customer(), query.eventId());
        if (waiting.isPresent()) {
            return Replies.ok(waiting.get());
        }
        // It may have been decided while we looked for it in the log.
        return decidedUsage(query).orElseGet(
                () -> ProblemJson.reply(Problem.notFound("usage_event", "no such event was accepted"), request));
    }

    private Optional<Reply> decidedUsage(Query.GetUsage query) {
        CustomerKey key = query.customer();
        reached.require(key);
        Optional<Reply> known = known(query);
        if (known.isPresent() || !accounts.knowsRefusal(key, query.eventId(), clock.instant())) {
            return known;
        }
        return reached.awaited(() -> known(query));
    }

    private Optional<Reply> known(Query.GetUsage query) {
        return large.page(query.customer().tenantEnvironment(), () -> reads.usage().status(query, clock.instant()));
    }

    /** What a void takes along. */
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        reached.require(customer);
        return reads.usage().chargeOf(customer, eventId);
    }

    /** What the refund of a reservation takes along. */
    public Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation) {
        reached.require(customer);
        return reads.reservations().chargeOf(customer, reservation);
    }

    /** What a retry takes along. */
    public Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId) {
        reached.require(customer);
        Instant now = clock.instant();
        Optional<Command.RefusedUsage> refused = reads.usage().refusedEvent(customer, eventId, now);
        if (refused.isEmpty() && accounts.knowsRefusal(customer, eventId, now)) {
            reached.awaited(() -> reads.usage().status(new Query.GetUsage(customer, eventId), now));
            return reads.usage().refusedEvent(customer, eventId, now);
        }
        return refused;
    }
}
