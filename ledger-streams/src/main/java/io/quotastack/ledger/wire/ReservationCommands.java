package io.quotastack.ledger.wire;

import java.time.Duration;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.internal.CommitReservationRecord;
import io.quotastack.internal.CreditsRecord;
import io.quotastack.internal.MetricUnitsRecord;
import io.quotastack.internal.ReserveRecord;
import io.quotastack.internal.UnitsRecord;
import io.quotastack.internal.UsageLinesRecord;

/** Holding and charging what was held, as the topic has it, and back. */
final class ReservationCommands {

    private ReservationCommands() {}

    static ReserveRecord toAvro(Command.Reserve reserve) {
        Object what = switch (reserve.what()) {
            case ReserveFor.Units(String metricKey, long units) -> new MetricUnitsRecord(metricKey, units);
            case ReserveFor.Lines(UsageLines usage) -> new UsageLinesRecord(UsageCommands.toAvro(usage));
            case ReserveFor.Credits(long amount) -> new CreditsRecord(amount);
        };
        return new ReserveRecord(what, reserve.ttl().toMillis(), reserve.metadata());
    }

    static Command.Reserve fromAvro(ReserveRecord reserve) {
        ReserveFor what = switch (reserve.getWhat()) {
            case MetricUnitsRecord of -> new ReserveFor.Units(of.getBillableMetricKey(), of.getUnits());
            case UsageLinesRecord of -> new ReserveFor.Lines(UsageCommands.fromAvro(of.getLines()));
            case CreditsRecord credits -> new ReserveFor.Credits(credits.getAmount());
            default -> throw unknown(reserve.getWhat());
        };
        return new Command.Reserve(what, Duration.ofMillis(reserve.getTtlMillis()), reserve.getMetadata());
    }

    static CommitReservationRecord toAvro(Command.CommitReservation commit) {
        Object actual = switch (commit.actual()) {
            case Actual.Units(long units) -> new UnitsRecord(units);
            case Actual.Lines(UsageLines usage) -> new UsageLinesRecord(UsageCommands.toAvro(usage));
            case Actual.Credits(long amount) -> new CreditsRecord(amount);
        };
        return new CommitReservationRecord(commit.reservation(), actual);
    }

    static Command.CommitReservation fromAvro(CommitReservationRecord commit) {
        Actual actual = switch (commit.getActual()) {
            case UnitsRecord of -> new Actual.Units(of.getUnits());
            case UsageLinesRecord of -> new Actual.Lines(UsageCommands.fromAvro(of.getLines()));
            case CreditsRecord credits -> new Actual.Credits(credits.getAmount());
            default -> throw unknown(commit.getActual());
        };
        return new Command.CommitReservation(commit.getReservation(), actual);
    }

    private static IllegalArgumentException unknown(Object avro) {
        return new IllegalArgumentException("nothing that is held or charged: " + avro.getClass().getName());
    }
}
