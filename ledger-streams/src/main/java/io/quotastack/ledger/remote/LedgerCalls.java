package io.quotastack.ledger.remote;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.transport.InternalCall;
import io.quotastack.platform.wire.WireWriter;

/** What an owner answers other nodes. */
public final class LedgerCalls {

    /** Who owns which partition of the ledger; the one call that any ledger node answers. */
    public static final String OWNERS = "ledger/owners";

    static final String SUBMIT = "ledger/submit";
    static final String ACCEPT = "ledger/accept";
    static final String READ = "ledger/read";
    static final String LIST = "ledger/list";
    static final String SIMULATION = "ledger/simulation";
    static final String CREDIT_REPORT = "ledger/credit-report";
    static final String CUSTOMER_EXISTS = "ledger/customer-exists";
    static final String TEST_CLOCK = "ledger/test-clock";
    static final String ARRIVAL = "ledger/arrival";
    static final String CHARGE = "ledger/charge";
    static final String CHARGE_OF_RESERVATION = "ledger/charge-of-reservation";
    static final String REFUSED_USAGE = "ledger/refused-usage";

    private LedgerCalls() {}

    /** The calls, by name. */
    public static Map<String, InternalCall> of(OwnedLedger ledger) {
        return Map.ofEntries(Map.entry(OWNERS, bytes -> ledger.owners().write()),
                Map.entry(SUBMIT,
                        ofTheirEnvironment(bytes -> GatewayCodec.reply(submit(ledger, LedgerCodec.commands(bytes))))),
                Map.entry(ACCEPT, ofTheirEnvironment(bytes -> {
                    joined(ledger, LedgerCodec.commands(bytes));
                    return new WireWriter().toBytes();
                })), Map.entry(READ, bytes -> {
                    LedgerCodec.Read read = LedgerCodec.read(bytes);
                    return GatewayCodec.reply(ledger.read(read.query(), read.request()));
                }), Map.entry(LIST, bytes -> {
                    LedgerCodec.ListOf list = LedgerCodec.list(bytes);
                    return GatewayCodec.part(ledger.list(list.query(), list.stretch(), list.partitions()));
                }), Map.entry(SIMULATION, bytes -> {
                    LedgerCodec.SimulationOf of = LedgerCodec.simulation(bytes);
                    return LedgerCodec.simulationPart(
                            ledger.simulation(of.tenantEnvironment(), of.simulationId(), of.partitions()));
                }), Map.entry(CREDIT_REPORT, bytes -> {
                    LedgerCodec.CreditReportOf of = LedgerCodec.creditReport(bytes);
                    return LedgerCodec.creditReportPart(ledger.creditReport(of.query(), of.partitions()));
                }), Map.entry(CUSTOMER_EXISTS,
                        bytes -> LedgerCodec.flag(ledger.customerExists(LedgerCodec.customer(bytes)))),
                Map.entry(TEST_CLOCK,
                        bytes -> LedgerCodec.optional(ledger.testClock(LedgerCodec.customer(bytes)),
                                WireWriter::instant)),
                Map.entry(ARRIVAL, bytes -> {
                    LedgerCodec.Arriving arriving = LedgerCodec.arriving(bytes);
                    return LedgerCodec.arrival(ledger.arrival(arriving.customer(), arriving.event()));
                }), Map.entry(CHARGE, bytes -> {
                    LedgerCodec.OfEvent of = LedgerCodec.ofEvent(bytes);
                    return LedgerCodec.charge(of.customer(), ledger.chargeOf(of.customer(), of.eventId()));
                }), Map.entry(CHARGE_OF_RESERVATION, bytes -> {
                    LedgerCodec.OfReservation of = LedgerCodec.ofReservation(bytes);
                    return LedgerCodec.charge(of.customer(),
                            ledger.chargeOfReservation(of.customer(), of.reservation()));
                }), Map.entry(REFUSED_USAGE, bytes -> {
                    LedgerCodec.OfEvent of = LedgerCodec.ofEvent(bytes);
                    return LedgerCodec.refused(of.customer(), ledger.refusedUsage(of.customer(), of.eventId()));
                }));
    }

    /** Commands wait for their environment's share of what is undecided. */
    private static InternalCall ofTheirEnvironment(InternalCall call) {
        return InternalCall.ofOwner(bytes -> LedgerCodec.environmentOf(bytes).toString(), call);
    }

    private static Reply submit(OwnedLedger ledger, List<CommandEnvelope> commands) {
        if (commands.size() != 1) {
            throw new IllegalArgumentException("one command is submitted at a time, not " + commands.size());
        }
        return ledger.submit(commands.getFirst()).join();
    }

    /** @throws CompletionException around what it failed with, which the port tells of */
    private static void joined(OwnedLedger ledger, List<CommandEnvelope> commands) {
        ledger.accept(commands).join();
    }
}
