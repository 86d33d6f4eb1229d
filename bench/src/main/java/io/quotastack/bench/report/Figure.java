package io.quotastack.bench.report;

import java.util.Optional;

import io.quotastack.bench.report.Aim.Unit;

/**
 * One thing measured.
 *
 * @param detail what else is worth knowing of it; may be empty
 */
public record Figure(String what, double measured, Unit unit, Optional<Aim> aim, String detail) {

    public static Figure of(String what, double measured, Unit unit, Aim aim, String detail) {
        return new Figure(what, measured, unit, Optional.of(aim), detail);
    }

    /** A figure that is only to be known. */
    public static Figure of(String what, double measured, Unit unit, String detail) {
        return new Figure(what, measured, unit, Optional.empty(), detail);
    }
}
