package io.quotastack.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;

/**
 * The accounts, as the HTTP layer sees them: it hands over commands and questions and gets finished answers, and
 * the rows of lists that several nodes have parts of. Every method may throw {@link UnavailableException} while an account is not on this node.
 */
public interface LedgerGateway {

    /**
     * Makes the command durable and answers with its outcome, once it is decided.
     *
     * <p>Fails with {@link OverloadedException} when too many wait already, and with {@link OutcomePendingException}
     * when the command is durable but its outcome did not come in time.
     */
    CompletableFuture<Reply> submit(CommandEnvelope command);

    /**
     * Makes the commands durable; they are decided later. Either all are durable when it completes, or it fails and
     * sending them again is harmless. Fails with {@link OverloadedException} when the backlog is at its bound.
     */
    CompletableFuture<Void> accept(List<CommandEnvelope> commands);

    /** Answers a question from all that is decided. Blocks the calling thread. */
    Reply read(Query query, RequestContext request);

    /** What each place that has accounts has of a stretch of the list. Blocks the calling thread. */
    List<ListPart<byte[]>> list(ListQuery.OfAccounts query, KeysetPage stretch);

    /** What each place that has accounts has of a simulation by now; asked for the first time, it begins. Blocks the calling thread. */
    List<SimulationPart> simulation(TenantEnvironment tenantEnvironment, String simulationId);

    /** What each place that has accounts has of a report on credits. Blocks the calling thread. */
    List<CreditReportPart> creditReport(CreditReportQuery query);

    /** Whether the customer exists now. */
    boolean customerExists(CustomerKey customer);

    /** Where the customer's own clock stands, or is moving to; only customers of the test environment can have one. */
    Optional<Instant> testClock(CustomerKey customer);

    /** What is known of an event's id at its arrival; an event not decided yet counts as new. */
    Arrival arrival(CustomerKey customer, UsageEvent event);

    /** What the event was charged, also when that was voided meanwhile: what a void takes along. Blocks the caller. */
    Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId);

    /** What the reservation was charged, also when that was refunded meanwhile: what a refund takes along. Blocks the caller. */
    Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation);

    /** The accepted event that was refused and not charged since: what a retry takes along. Blocks the caller. */
    Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId);

    /** How an arriving event stands to what was booked before under its id. */
    enum Arrival {
        /** Nothing was charged under this id. */
        NEW,
        /** The same event was charged. */
        DUPLICATE,
        /** The id was charged with other content. */
        OTHER_CONTENT
    }
}
