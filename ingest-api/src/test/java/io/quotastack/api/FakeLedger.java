package io.quotastack.api;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Notes what it is asked and answers as it is told to. */
final class FakeLedger implements LedgerGateway {

    final List<CommandEnvelope> submitted = Collections.synchronizedList(new ArrayList<>());
    final List<CommandEnvelope> accepted = Collections.synchronizedList(new ArrayList<>());
    final Deque<Query> queries = new ArrayDeque<>();
    final Deque<Asked> lists = new ArrayDeque<>();
    final Set<CustomerKey> customers = new HashSet<>();
    final Map<CustomerKey, Instant> grantSchedules = new HashMap<>();
    final Map<String, UsageEvent> charged = new HashMap<>();
    final Map<String, Command.Charge> charges = new HashMap<>();
    final Map<Long, Command.Charge> commits = new HashMap<>();
    final Map<String, Command.RefusedUsage> refused = new HashMap<>();

    /** Whether there is room for what is accepted. */
    boolean takesIn = true;
    /** How commands are answered. */
    Function<CommandEnvelope, CompletableFuture<Reply>> answering = command -> CompletableFuture
            .completedFuture(new Reply(201, Json.bytes(Map.of("command_id", command.commandId())), false));

    /** How questions are answered. */
    Function<Query, Reply> reading = query -> new Reply(200, Json.bytes(Map.of("answer", "yes")), false);

    /** What the nodes have of lists. */
    Function<Asked, List<ListPart<byte[]>>> listing = asked -> List.of();

    /** What the nodes have of any simulation. */
    List<SimulationPart> simulated = List.of();

    /** What the nodes have of any report on credits, and which were asked for. */
    List<CreditReportPart> reported = List.of();
    final List<CreditReportQuery> reportsAsked = Collections.synchronizedList(new ArrayList<>());

    /** A list that was asked for. */
    record Asked(ListQuery query, KeysetPage stretch) {}

    @Override
    public CompletableFuture<Reply> submit(CommandEnvelope command) {
        submitted.add(command);
        return answering.apply(command);
    }

    @Override
    public CompletableFuture<Void> accept(List<CommandEnvelope> commands) {
        if (!takesIn) {
            return CompletableFuture.failedFuture(new OverloadedException("backlog"));
        }
        accepted.addAll(commands);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Reply read(Query query, RequestContext request) {
        queries.add(query);
        return reading.apply(query);
    }

    @Override
    public List<ListPart<byte[]>> list(ListQuery.OfAccounts query, KeysetPage stretch) {
        var asked = new Asked(query, stretch);
        lists.add(asked);
        return listing.apply(asked);
    }

    @Override
    public List<SimulationPart> simulation(TenantEnvironment tenantEnvironment, String simulationId) {
        return simulated;
    }

    @Override
    public List<CreditReportPart> creditReport(CreditReportQuery query) {
        reportsAsked.add(query);
        return reported;
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return customers.contains(customer);
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return Optional.ofNullable(grantSchedules.get(customer));
    }

    @Override
    public Arrival arrival(CustomerKey customer, UsageEvent event) {
        UsageEvent first = charged.get(event.eventId());
        return first == null ? Arrival.NEW : first.equals(event) ? Arrival.DUPLICATE : Arrival.OTHER_CONTENT;
    }

    @Override
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        return Optional.ofNullable(charges.get(eventId));
    }

    @Override
    public Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation) {
        return Optional.ofNullable(commits.get(reservation));
    }

    @Override
    public Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId) {
        return Optional.ofNullable(refused.get(eventId));
    }

    /** The command of the last submission. */
    Command command() {
        return submitted.getLast().command();
    }
}
