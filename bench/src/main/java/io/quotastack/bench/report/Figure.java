package io.quotastack.bench.report;

import java.util.Optional;

import io.quotastack.bench.report.Target.Unit;

/**
 * One thing measured.
 *
 * @param detail what else is worth knowing of it; may be empty
 */
public record Figure(String what, double measured, Unit unit, Optional<Target> target, String detail) {

    public static Figure of(String what, double measured, Unit unit, Target target, String detail) {
        return new Figure(what, measured, unit, Optional.of(target), detail);
    }

    /** A figure that is only to be known. */
    public static Figure of(String what, double measured, Unit unit, String detail) {
        return new Figure(what, measured, unit, Optional.empty(), detail);
    }
}
