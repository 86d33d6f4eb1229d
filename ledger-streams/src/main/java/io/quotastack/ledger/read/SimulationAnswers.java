package io.quotastack.ledger.read;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.decide.ProposedRulesFaults;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.Turns;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.simulation.LedgerFold;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.ledger.view.Replies;
import io.quotastack.ledger.view.SimulationView;

/** What a customer's usage would have cost by other rules, at once; charges nothing (CONTRACT 4). */
final class SimulationAnswers {

    /** What one answer goes through: about a second's work. */
    private static final int MOST_ROWS = 100_000;

    /** So many in one turn, after which other large answers have theirs. */
    private static final int SLICE = 5_000;

    /** So many are in the making at once, with what they count in memory. */
    private static final int MOST_UNDER_WAY = 4;
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final SimulationReads simulations;
    private final LargeAnswers large;
    private final Supplier<Config> config;
    private final Turns underWay = new Turns(MOST_UNDER_WAY, MOST_UNDER_WAY / 2, WAIT);

    SimulationAnswers(SimulationReads simulations, LargeAnswers large, Supplier<Config> config) {
        this.simulations = simulations;
        this.large = large;
        this.config = config;
    }

    /** Of a customer whose history is here. */
    Reply simulate(Query.SimulateUsage query, Customer customer, RequestContext request) {
        TenantEnvironment of = query.customer().tenantEnvironment();
        Optional<Problem> fault = ProposedRulesFaults.of(query.rules(), config.get().environment(of));
        if (fault.isPresent()) {
            return ProblemJson.reply(fault.get(), request);
        }
        String owner = of.toString();
        if (!underWay.enter(owner)) {
            throw new OverloadedException("too many simulations are in the making");
        }
        try {
            return answer(query, customer, request);
        } finally {
            underWay.leave(owner);
        }
    }

    private Reply answer(Query.SimulateUsage query, Customer customer, RequestContext request) {
        CustomerKey key = query.customer();
        LedgerFold fold = simulations.begin(key, query.time(), () -> ProposedRules.of(query.rules(),
                config.get().environment(key.tenantEnvironment()).metrics()));
        long read = 0;
        while (!fold.isDone()) {
            if (read + fold.entriesLeft() > MOST_ROWS) {
                return ProblemJson.reply(Problem.of(ProblemType.LIMIT_EXCEEDED,
                        "the simulation would go through more than "
                                + MOST_ROWS
                                + " entries of the ledger and changes of subscriptions: ask for a later beginning,"
                                + " or leave the customer out and let a job do it"),
                        request);
            }
            read += large.whole(key.tenantEnvironment(), () -> fold.step(SLICE));
        }
        return Replies.ok(SimulationView.of(key, customer.externalId(), query.time(), fold.result()));
    }
}
