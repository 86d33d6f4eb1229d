package io.quotastack.bench.report;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.report.Target.Unit;

/**
 * One thing measured.
 *
 * @param disturbance by other processes while it was measured
 * @param beside what it is compared with
 * @param detail what else is worth knowing of it; may be empty
 */
public record Figure(
        String what,
        double measured,
        Unit unit,
        Disturbance disturbance,
        Optional<Beside> beside,
        Optional<Aim> aim,
        String detail) {

    /**
     * Another figure of the same run, in the same unit.
     *
     * @param value absent when it was not measured, or not quoted
     */
    public record Beside(String what, OptionalDouble value) {}

    private sealed interface Aim {
        record OfFigure(Target target) implements Aim {}

        /** Of the figure over the one that it stands beside. */
        record OfRatio(Target target) implements Aim {}
    }

    /** A figure that is only to be known. */
    public static Figure of(String what, double measured, Unit unit, Disturbance disturbance, String detail) {
        return new Figure(what, measured, unit, disturbance, Optional.empty(), Optional.empty(), detail);
    }

    public Figure beside(String other, OptionalDouble value) {
        return new Figure(what, measured, unit, disturbance, Optional.of(new Beside(other, value)), aim, detail);
    }

    public Figure beside(String other, double value) {
        return beside(other, OptionalDouble.of(value));
    }

    public Figure aim(Target target) {
        return new Figure(what, measured, unit, disturbance, beside, Optional.of(new Aim.OfFigure(target)), detail);
    }

    /** The aim is of the figure over the one that it stands beside. */
    public Figure aimOfRatio(Target target) {
        return new Figure(what, measured, unit, disturbance, beside, Optional.of(new Aim.OfRatio(target)), detail);
    }

    public Figure withoutAim() {
        return new Figure(what, measured, unit, disturbance, beside, Optional.empty(), detail);
    }

    /** May be told: the machine was ours. */
    boolean quotable() {
        return !disturbance.tooMuch();
    }

    OptionalDouble ratio() {
        return beside.map(Beside::value).filter(OptionalDouble::isPresent)
                .map(value -> OptionalDouble.of(measured / value.getAsDouble())).orElse(OptionalDouble.empty());
    }

    /** 1 or more: its aim is met; absent without an aim, or when it has nothing to stand beside. */
    OptionalDouble reached() {
        return aim.map(some -> switch (some) {
            case Aim.OfFigure(Target target) -> OptionalDouble.of(target.reached(measured));
            case Aim.OfRatio(Target target) -> ratio().isPresent()
                    ? OptionalDouble.of(target.reached(ratio().getAsDouble()))
                    : OptionalDouble.empty();
        }).orElse(OptionalDouble.empty());
    }

    String measuredText() {
        return unit.text(measured);
    }

    String besideText() {
        return beside.map(other -> other.what() + ": "
                + (other.value().isPresent() ? unit.text(other.value().getAsDouble()) : "not measured"))
                .orElse("");
    }

    String ratioText() {
        return ratio().isPresent() ? Unit.TIMES.text(ratio().getAsDouble()) : "";
    }

    String aimText() {
        return aim.map(some -> switch (some) {
            case Aim.OfFigure(Target target) -> target.text(unit);
            case Aim.OfRatio(Target target) -> target.text(Unit.TIMES);
        }).orElse("");
    }

    String reachedText() {
        OptionalDouble reached = reached();
        if (reached.isEmpty()) {
            return "";
        }
        return reached.getAsDouble() > 99 ? "> 99" : String.format(Locale.ROOT, "%.2f", reached.getAsDouble());
    }
}
