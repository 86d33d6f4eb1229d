package io.quotastack.standalone.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.platform.store.ShardMovedException;

/** The accounts as the door of one node reaches them: here, or over the network at whom it takes for their owner. */
final class SimulatedGateway implements LedgerGateway {

    private final SimulatedNode home;
    private final Cluster cluster;

    SimulatedGateway(SimulatedNode home, Cluster cluster) {
        this.home = home;
        this.cluster = cluster;
    }

    @Override
    public CompletableFuture<Reply> submit(CommandEnvelope command) {
        return Turns.Future.of(call(command.customer().key(), owner -> owner.submit(command)));
    }

    @Override
    public CompletableFuture<Void> accept(List<CommandEnvelope> commands) {
        return Turns.Future.of(CompletableFuture.allOf(commands.stream()
                .map(command -> call(command.customer().key(), owner -> owner.accept(command)))
                .toArray(CompletableFuture[]::new)));
    }

    /** The call may not arrive, arrive twice, or arrive without its answer coming back. */
    private <T> CompletableFuture<T> call(CustomerKey customer, Function<SimulatedNode, CompletableFuture<T>> call) {
        int owner = home.ownerOf(customer);
        if (owner == home.number) {
            return call.apply(home);
        }
        var answer = new CompletableFuture<T>();
        String there = "node " + home.number + " to " + owner;
        if (!cluster.chance(cluster.rates.lost())) {
            cluster.network.send(there, () -> arrive(owner, call, answer));
        }
        if (cluster.chance(cluster.rates.repeated())) {
            cluster.network.send(there, () -> arrive(owner, call, answer));
        }
        cluster.network.send(there, () -> cluster.network.send(there, () -> cluster.network.send(there,
                () -> answer.completeExceptionally(new OutcomePendingException("the owner did not answer")))));
        return answer;
    }

    private <T> void arrive(int owner, Function<SimulatedNode, CompletableFuture<T>> call,
            CompletableFuture<T> answer) {
        Optional<SimulatedNode> there = cluster.serving(owner);
        if (there.isEmpty()) {
            return;
        }
        String back = "node " + owner + " answers " + home.number;
        try {
            CompletableFuture<T> unused = call.apply(there.get()).whenComplete((result, failure) -> {
                if (!cluster.chance(cluster.rates.lost())) {
                    cluster.network.send(back, () -> {
                        if (failure == null) {
                            answer.complete(result);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    });
                }
            });
        } catch (UnavailableException e) {
            home.askWhoOwnsWhat();
            cluster.network.send(back, () -> answer.completeExceptionally(e));
        }
    }

    private <T> T ask(CustomerKey customer, Function<SimulatedNode, T> question) {
        try {
            return question.apply(cluster.serving(home.ownerOf(customer)).orElseThrow(ShardMovedException::new));
        } catch (ShardMovedException e) {
            home.askWhoOwnsWhat();
            throw e;
        }
    }

    @Override
    public Reply read(Query query, RequestContext request) {
        return ask(((Query.OfCustomer) query).customer(), owner -> owner.read(query, request));
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return ask(customer, owner -> owner.customerExists(customer));
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return Optional.empty();
    }

    @Override
    public Arrival arrival(CustomerKey customer, UsageEvent event) {
        return ask(customer, owner -> owner.arrival(customer, event));
    }

    @Override
    public List<ListPart<byte[]>> list(ListQuery.OfAccounts query, KeysetPage stretch) {
        throw new UnsupportedOperationException("no lists over all customers here");
    }

    @Override
    public List<SimulationPart> simulation(TenantEnvironment tenantEnvironment, String simulationId) {
        throw new UnsupportedOperationException("no simulations of all customers here");
    }

    @Override
    public List<CreditReportPart> creditReport(CreditReportQuery query) {
        throw new UnsupportedOperationException("no reports here");
    }

    @Override
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        return Turns.Future.of(call(customer, owner -> owner.chargeOf(customer, eventId))).join();
    }

    @Override
    public Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation) {
        return Turns.Future.of(call(customer, owner -> owner.chargeOfReservation(customer, reservation))).join();
    }

    @Override
    public Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId) {
        throw new UnsupportedOperationException("waits for history");
    }
}
