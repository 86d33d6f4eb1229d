package io.quotastack.ledger.remote;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditFigure;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.report.CreditSums;
import io.quotastack.core.report.ReportTime;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.simulation.UsageGroup;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway.Arrival;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

/**
 * All that the ledger is asked, and answers, between nodes. Commands, and the facts that a command takes along, have the
 * form that they have in the log.
 */
final class LedgerCodec {

    /** Around facts that stand in a command in the log. */
    private static final String NO_ID = "";

    private LedgerCodec() {}

    /** A question with what it is asked for. */
    record Read(Query query, RequestContext request) {}

    record ListOf(ListQuery.OfAccounts query, KeysetPage stretch, Set<Integer> partitions) {}

    record SimulationOf(TenantEnvironment tenantEnvironment, String simulationId, Set<Integer> partitions) {}

    record CreditReportOf(CreditReportQuery query, Set<Integer> partitions) {}

    record Arriving(CustomerKey customer, UsageEvent event) {}

    record OfEvent(CustomerKey customer, String eventId) {}

    record OfReservation(CustomerKey customer, long reservation) {}

    static byte[] commands(List<CommandEnvelope> commands) {
        return new WireWriter().list(commands, LedgerCodec::command).toBytes();
    }

    static List<CommandEnvelope> commands(byte[] bytes) {
        return WireReader.read(bytes, from -> from.list(LedgerCodec::command));
    }

    /** Whose commands they are, which are all of one environment. */
    static TenantEnvironment environmentOf(byte[] commands) {
        return WireReader.read(commands, from -> {
            if (from.count() < 1) {
                throw new IllegalArgumentException("no commands");
            }
            TenantEnvironment first = from.environment();
            from.skipRest();
            return first;
        });
    }

    static byte[] read(Read read) {
        var to = new WireWriter();
        QueryCodec.write(to, read.query());
        GatewayCodec.write(to, read.request());
        return to.toBytes();
    }

    static Read read(byte[] bytes) {
        return WireReader.read(bytes, from -> new Read(QueryCodec.read(from), GatewayCodec.context(from)));
    }

    static byte[] list(ListOf list) {
        var to = new WireWriter();
        switch (list.query()) {
            case ListQuery.Customers(var environment, var filter) when filter.isNone() -> to.octet(1)
                    .environment(environment);
            case ListQuery.Customers(var environment, var filter) -> write(to.octet(5).environment(environment),
                    filter);
            case ListQuery.Subscriptions(var environment, var status) -> to.octet(2).environment(environment)
                    .optional(status, WireWriter::constant);
            case ListQuery.RefusedUsage(var environment, var customer) -> to.octet(3).environment(environment)
                    .optional(customer, WireWriter::customer);
            case ListQuery.SimulatedCustomers(var environment, var id) -> to.octet(4).environment(environment).text(id);
        }
        GatewayCodec.write(to, list.stretch());
        return partitions(to, list.partitions()).toBytes();
    }

    private static void write(WireWriter to, CustomerFilter filter) {
        to.optional(filter.effectiveBalanceBelow(), (out, below) -> out.number(below))
                .optional(filter.planId(), WireWriter::text)
                .optional(filter.metadata(), (out, pair) -> out.text(pair.key()).text(pair.value()));
    }

    private static CustomerFilter filter(WireReader from) {
        return new CustomerFilter(from.optional(WireReader::number), from.optional(WireReader::text),
                from.optional(in -> new CustomerFilter.MetadataPair(in.text(), in.text())));
    }

    private static WireWriter partitions(WireWriter to, Set<Integer> partitions) {
        return to.list(new ArrayList<>(new TreeSet<>(partitions)), WireWriter::count);
    }

    private static Set<Integer> partitions(WireReader from) {
        return Set.copyOf(from.list(WireReader::count));
    }

    static ListOf list(byte[] bytes) {
        return WireReader.read(bytes, from -> new ListOf(query(from), GatewayCodec.stretch(from),
                partitions(from)));
    }

    private static ListQuery.OfAccounts query(WireReader from) {
        int kind = from.octet();
        return switch (kind) {
            case 1 -> new ListQuery.Customers(from.environment(), CustomerFilter.NONE);
            case 2 -> new ListQuery.Subscriptions(from.environment(),
                    from.optional(status -> status.constant(SubscriptionStatus.class)));
            case 3 -> new ListQuery.RefusedUsage(from.environment(), from.optional(WireReader::customer));
            case 4 -> new ListQuery.SimulatedCustomers(from.environment(), from.text());
            case 5 -> new ListQuery.Customers(from.environment(), filter(from));
            default -> throw new IllegalArgumentException("no kind of list: " + kind);
        };
    }

    static byte[] simulation(SimulationOf of) {
        return partitions(new WireWriter().environment(of.tenantEnvironment()).text(of.simulationId()),
                of.partitions()).toBytes();
    }

    static SimulationOf simulation(byte[] bytes) {
        return WireReader.read(bytes, from -> new SimulationOf(from.environment(), from.text(), partitions(from)));
    }

    static byte[] simulationPart(SimulationPart part) {
        return new WireWriter().flag(part.counted()).number(part.customers()).number(part.done())
                .number(part.affected()).number(part.outOfCredits()).flag(part.failed())
                .list(List.copyOf(part.usage().entrySet()), (to, row) -> {
                    to.text(row.getKey().metricKey()).optional(row.getKey().dimensions(),
                            (writer, values) -> writer.list(List.copyOf(values.entrySet()),
                                    (pair, value) -> pair.text(value.getKey()).text(value.getValue())));
                    simulatedUsage(to, row.getValue());
                }).toBytes();
    }

    static SimulationPart simulationPart(byte[] bytes) {
        return WireReader.read(bytes, from -> {
            boolean counted = from.flag();
            long customers = from.number();
            long done = from.number();
            long affected = from.number();
            long outOfCredits = from.number();
            boolean failed = from.flag();
            var usage = new TreeMap<UsageGroup, SimulatedUsage>();
            from.list(row -> Map.entry(usageGroup(row), simulatedUsage(row)))
                    .forEach(row -> usage.put(row.getKey(), row.getValue()));
            return new SimulationPart(counted, customers, done, affected, outOfCredits, failed, usage);
        });
    }

    private static UsageGroup usageGroup(WireReader from) {
        String metricKey = from.text();
        return new UsageGroup(metricKey, from.optional(values -> {
            var dimensions = new TreeMap<String, String>();
            values.list(pair -> Map.entry(pair.text(), pair.text()))
                    .forEach(pair -> dimensions.put(pair.getKey(), pair.getValue()));
            return dimensions;
        }));
    }

    private static void simulatedUsage(WireWriter to, SimulatedUsage usage) {
        to.bytes(usage.units().toByteArray()).number(usage.events()).number(usage.unpriced())
                .bytes(usage.costThen().toByteArray()).bytes(usage.costNow().toByteArray());
    }

    private static SimulatedUsage simulatedUsage(WireReader from) {
        return new SimulatedUsage(new BigInteger(from.bytes()), from.number(), from.number(),
                new BigInteger(from.bytes()), new BigInteger(from.bytes()));
    }

    static byte[] creditReport(CreditReportOf of) {
        var to = new WireWriter().environment(of.query().tenantEnvironment())
                .optional(of.query().customer(), WireWriter::customer);
        ReportTime time = of.query().time();
        return partitions(day(day(to, time.from()), time.to()).constant(time.step()), of.partitions()).toBytes();
    }

    static CreditReportOf creditReport(byte[] bytes) {
        return WireReader.read(bytes, from -> new CreditReportOf(
                new CreditReportQuery(from.environment(), from.optional(WireReader::customer),
                        new ReportTime(day(from), day(from), from.constant(ReportTime.Step.class))),
                partitions(from)));
    }

    static byte[] creditReportPart(CreditReportPart part) {
        var to = new WireWriter().optional(settled(part), WireWriter::instant).flag(part.tooLarge());
        creditSums(to, part.before());
        return to.list(List.copyOf(part.buckets().entrySet()),
                (writer, bucket) -> creditSums(day(writer, bucket.getKey()), bucket.getValue())).toBytes();
    }

    /** Absent where nothing is settled. */
    private static Optional<Instant> settled(CreditReportPart part) {
        return Optional.of(part.settledUntil()).filter(until -> !until.equals(Instant.MIN));
    }

    static CreditReportPart creditReportPart(byte[] bytes) {
        return WireReader.read(bytes, from -> {
            Instant settled = from.optional(WireReader::instant).orElse(Instant.MIN);
            boolean tooLarge = from.flag();
            Map<CreditGroup, CreditSums> before = creditSums(from);
            var buckets = new TreeMap<LocalDate, Map<CreditGroup, CreditSums>>();
            from.list(bucket -> Map.entry(day(bucket), creditSums(bucket)))
                    .forEach(bucket -> buckets.put(bucket.getKey(), bucket.getValue()));
            return new CreditReportPart(settled, tooLarge, before, buckets);
        });
    }

    private static WireWriter day(WireWriter to, LocalDate day) {
        return to.number(day.toEpochDay());
    }

    private static LocalDate day(WireReader from) {
        return LocalDate.ofEpochDay(from.number());
    }

    private static void creditSums(WireWriter to, Map<CreditGroup, CreditSums> byGroup) {
        to.list(List.copyOf(byGroup.entrySet()), (writer, group) -> {
            writer.optional(group.getKey().source(), WireWriter::constant).optional(group.getKey().currency(),
                    WireWriter::text);
            writer.list(Arrays.stream(CreditFigure.values())
                    .filter(figure -> group.getValue().get(figure).signum() != 0).toList(),
                    (out, figure) -> out.constant(figure).bytes(group.getValue().get(figure).toByteArray()));
        });
    }

    private static Map<CreditGroup, CreditSums> creditSums(WireReader from) {
        var byGroup = new TreeMap<CreditGroup, CreditSums>();
        from.list(group -> Map.entry(
                new CreditGroup(group.optional(source -> source.constant(BlockSource.class)),
                        group.optional(WireReader::text)),
                group.list(sum -> Map.entry(sum.constant(CreditFigure.class), new BigInteger(sum.bytes()))).stream()
                        .reduce(CreditSums.ZERO, (sums, sum) -> sums.plus(sum.getKey(), sum.getValue()),
                                CreditSums::plus)))
                .forEach(group -> byGroup.put(group.getKey(), group.getValue()));
        return byGroup;
    }

    static byte[] customer(CustomerKey customer) {
        return new WireWriter().customer(customer).toBytes();
    }

    static CustomerKey customer(byte[] bytes) {
        return WireReader.read(bytes, WireReader::customer);
    }

    static byte[] arriving(Arriving arriving) {
        return wrapped(arriving.customer(),
                new Command.RecordUsage(arriving.event(), Optional.empty(), false, Optional.empty()));
    }

    static Arriving arriving(byte[] bytes) {
        CommandEnvelope around = WireReader.read(bytes, LedgerCodec::command);
        return new Arriving(around.customer().key(), unwrapped(around, Command.RecordUsage.class).event());
    }

    static byte[] arrival(Arrival arrival) {
        return new WireWriter().constant(arrival).toBytes();
    }

    static Arrival arrival(byte[] bytes) {
        return WireReader.read(bytes, from -> from.constant(Arrival.class));
    }

    static byte[] ofEvent(OfEvent of) {
        return new WireWriter().customer(of.customer()).text(of.eventId()).toBytes();
    }

    static OfEvent ofEvent(byte[] bytes) {
        return WireReader.read(bytes, from -> new OfEvent(from.customer(), from.text()));
    }

    static byte[] ofReservation(OfReservation of) {
        return new WireWriter().customer(of.customer()).number(of.reservation()).toBytes();
    }

    static OfReservation ofReservation(byte[] bytes) {
        return WireReader.read(bytes, from -> new OfReservation(from.customer(), from.number()));
    }

    static byte[] charge(CustomerKey customer, Optional<Command.Charge> charge) {
        return wrapped(customer, new Command.VoidUsage(NO_ID, NO_ID, charge));
    }

    static Optional<Command.Charge> charge(byte[] bytes) {
        return unwrapped(WireReader.read(bytes, LedgerCodec::command), Command.VoidUsage.class).charge();
    }

    static byte[] refused(CustomerKey customer, Optional<Command.RefusedUsage> refused) {
        return wrapped(customer, new Command.RetryUsage(NO_ID, refused));
    }

    static Optional<Command.RefusedUsage> refused(byte[] bytes) {
        return unwrapped(WireReader.read(bytes, LedgerCodec::command), Command.RetryUsage.class).refused();
    }

    static <T> byte[] optional(Optional<T> part, BiConsumer<WireWriter, T> writer) {
        return new WireWriter().optional(part, writer).toBytes();
    }

    static <T> Optional<T> optional(byte[] bytes, Function<WireReader, T> reader) {
        return WireReader.read(bytes, from -> from.optional(reader));
    }

    static byte[] flag(boolean flag) {
        return new WireWriter().flag(flag).toBytes();
    }

    static boolean flag(byte[] bytes) {
        return WireReader.read(bytes, WireReader::flag);
    }

    private static void command(WireWriter to, CommandEnvelope command) {
        to.customer(command.customer().key()).bytes(CommandCodec.write(command));
    }

    private static CommandEnvelope command(WireReader from) {
        return CommandCodec.read(from.customer(), from.bytes());
    }

    private static byte[] wrapped(CustomerKey customer, Command command) {
        var to = new WireWriter();
        command(to, new CommandEnvelope(NO_ID, CustomerRef.byId(customer), Optional.empty(), 0, command));
        return to.toBytes();
    }

    private static <C extends Command> C unwrapped(CommandEnvelope around, Class<C> type) {
        if (!type.isInstance(around.command())) {
            throw new IllegalArgumentException("not around a " + type.getSimpleName());
        }
        return type.cast(around.command());
    }
}
