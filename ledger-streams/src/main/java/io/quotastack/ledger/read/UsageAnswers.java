package io.quotastack.ledger.read;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.core.command.Command;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
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
    private final Supplier<Config> config;
    private final Clock clock;

    UsageAnswers(HistoryReads reads, ReachedHistory reached, AccountReads accounts, PendingUsage pending,
            LargeAnswers large, Supplier<Config> config, Clock clock) {
        this.reads = reads;
        this.reached = reached;
        this.accounts = accounts;
        this.pending = pending;
        this.large = large;
        this.config = config;
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
        if (known.isPresent() || !knowsRefusal(key, query.eventId())) {
            return known;
        }
        return reached.awaited(() -> known(query));
    }

    private Optional<Reply> known(Query.GetUsage query) {
        return large.page(query.customer().tenantEnvironment(),
                () -> reads.usage().status(query, refusedSince(query.customer())));
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
        Instant since = refusedSince(customer);
        Optional<Command.RefusedUsage> refused = reads.usage().refusedEvent(customer, eventId, since);
        if (refused.isEmpty() && knowsRefusal(customer, eventId)) {
            reached.awaited(() -> reads.usage().status(new Query.GetUsage(customer, eventId), since));
            return reads.usage().refusedEvent(customer, eventId, since);
        }
        return refused;
    }

    private boolean knowsRefusal(CustomerKey customer, String eventId) {
        return accounts.knowsRefusal(customer, eventId, clock.instant(), refusalsKept(customer.tenantEnvironment()));
    }

    private Instant refusedSince(CustomerKey customer) {
        return refusedSince(customer.tenantEnvironment());
    }

    /** What was refused at this time or before is no longer kept. */
    Instant refusedSince(TenantEnvironment of) {
        return clock.instant().minus(refusalsKept(of));
    }

    private Duration refusalsKept(TenantEnvironment of) {
        return config.get().environment(of).settings().usageRefusalsKept();
    }
}
