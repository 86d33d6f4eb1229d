package io.quotastack.ledger.remote;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.transport.OwnerCalls.Effect;
import io.quotastack.platform.transport.RepeatedReply;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.platform.wire.WireReader;

/**
 * The ledger on a node that holds none of it: every call goes to the owner of the customer's partition, and follows the
 * partition when it moves.
 *
 * <p>A command that may stand in the log already is sent again under its own id and idempotency key, see
 * {@link RepeatedReply}.
 */
public final class RemoteLedgerGateway implements LedgerGateway, AutoCloseable {

    private final OwnerCalls owners;
    private final ExecutorService threads = Traces
            .carrying(Executors.newVirtualThreadPerTaskExecutor());

    /** @param nodes of the ledger, of which one at least is there at any time */
    public RemoteLedgerGateway(InternalClient client, List<NodeAddress> nodes, OwnerCalls.Patience patience) {
        this.owners = new OwnerCalls(client, nodes, LedgerCalls.OWNERS, patience);
    }

    /** Asks who owns what; answers why it is not known of each partition, if so. Blocks the calling thread. */
    public Optional<String> missingOwners() throws InterruptedException {
        return owners.missingOwners();
    }

    @Override
    public CompletableFuture<Reply> submit(CommandEnvelope command) {
        return CompletableFuture.supplyAsync(() -> submitted(command), threads);
    }

    private Reply submitted(CommandEnvelope command) {
        Effect effect = command.idempotency().isPresent() ? Effect.ONCE_HOWEVER_OFTEN : Effect.EACH_TIME;
        return RepeatedReply.of(owners.call(map -> map.partitionOf(command.customer().key()), LedgerCalls.SUBMIT,
                LedgerCodec.commands(List.of(command)), effect));
    }

    /** To each owner its own. Sent again they are harmless: an event is known by its id. */
    @Override
    public CompletableFuture<Void> accept(List<CommandEnvelope> commands) {
        return CompletableFuture.runAsync(() -> owners.split(LedgerCalls.ACCEPT, commands,
                command -> command.customer().key(), LedgerCodec::commands), threads);
    }

    @Override
    public Reply read(Query query, RequestContext request) {
        return GatewayCodec.reply(asked(map -> partitionOf(query, map), LedgerCalls.READ,
                LedgerCodec.read(new LedgerCodec.Read(query, request))));
    }

    /** What a proposed price costs without a customer, all owners know equally. */
    private static int partitionOf(Query query, OwnerMap map) {
        return switch (query) {
            case Query.OfCustomer of -> map.partitionOf(of.customer());
            case Query.Estimate estimate -> estimate.customer().map(map::partitionOf)
                    .orElseGet(() -> ThreadLocalRandom.current().nextInt(map.partitions()));
        };
    }

    /** One part of each owner; of a list of one customer, that of its owner. */
    @Override
    public List<ListPart<byte[]>> list(ListQuery.OfAccounts query, KeysetPage stretch) {
        Function<Set<Integer>, byte[]> body = partitions -> LedgerCodec
                .list(new LedgerCodec.ListOf(query, stretch, partitions));
        return owners.callAll(LedgerCalls.LIST, map -> partitionsOf(query, map), body).stream().map(GatewayCodec::part)
                .toList();
    }

    private static Set<Integer> partitionsOf(ListQuery.OfAccounts query, OwnerMap map) {
        return query instanceof ListQuery.RefusedUsage refused && refused.customer().isPresent()
                ? Set.of(map.partitionOf(refused.customer().get()))
                : map.all();
    }

    @Override
    public List<SimulationPart> simulation(TenantEnvironment tenantEnvironment, String simulationId) {
        Function<Set<Integer>, byte[]> body = partitions -> LedgerCodec
                .simulation(new LedgerCodec.SimulationOf(tenantEnvironment, simulationId, partitions));
        return owners.callAll(LedgerCalls.SIMULATION, OwnerMap::all, body).stream().map(LedgerCodec::simulationPart)
                .toList();
    }

    /** One part of each owner; of one customer, that of its owner. */
    @Override
    public List<CreditReportPart> creditReport(CreditReportQuery query) {
        Function<Set<Integer>, byte[]> body = partitions -> LedgerCodec
                .creditReport(new LedgerCodec.CreditReportOf(query, partitions));
        return owners.callAll(LedgerCalls.CREDIT_REPORT,
                map -> query.customer().map(customer -> Set.of(map.partitionOf(customer))).orElseGet(map::all), body)
                .stream().map(LedgerCodec::creditReportPart).toList();
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return LedgerCodec.flag(ofCustomer(customer, LedgerCalls.CUSTOMER_EXISTS, LedgerCodec.customer(customer)));
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return customer.tenantEnvironment().environment() == Environment.TEST
                ? LedgerCodec.optional(ofCustomer(customer, LedgerCalls.TEST_CLOCK, LedgerCodec.customer(customer)),
                        WireReader::instant)
                : Optional.empty();
    }

    @Override
    public Arrival arrival(CustomerKey customer, UsageEvent event) {
        return LedgerCodec.arrival(ofCustomer(customer, LedgerCalls.ARRIVAL,
                LedgerCodec.arriving(new LedgerCodec.Arriving(customer, event))));
    }

    @Override
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        return LedgerCodec.charge(ofCustomer(customer, LedgerCalls.CHARGE,
                LedgerCodec.ofEvent(new LedgerCodec.OfEvent(customer, eventId))));
    }

    @Override
    public Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation) {
        return LedgerCodec.charge(ofCustomer(customer, LedgerCalls.CHARGE_OF_RESERVATION,
                LedgerCodec.ofReservation(new LedgerCodec.OfReservation(customer, reservation))));
    }

    @Override
    public Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId) {
        return LedgerCodec.refused(ofCustomer(customer, LedgerCalls.REFUSED_USAGE,
                LedgerCodec.ofEvent(new LedgerCodec.OfEvent(customer, eventId))));
    }

    private byte[] ofCustomer(CustomerKey customer, String call, byte[] body) {
        return asked(map -> map.partitionOf(customer), call, body);
    }

    private byte[] asked(ToIntFunction<OwnerMap> partition, String call, byte[] body) {
        return owners.call(partition, call, body, Effect.NONE).bytes();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        owners.close();
    }
}
