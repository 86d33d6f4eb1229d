package io.quotastack.api.reservation;

import java.time.Duration;
import java.util.Optional;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.UsageTypes;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.usage.UsageLines;

/** Reads what a hold is for, what a job came to, and for how long credits are held (CONTRACT 7). */
final class ReservationBodies {

    /** A week. */
    private static final long MOST_TTL_SECONDS = 604_800;
    private static final long DEFAULT_TTL_SECONDS = 300;

    private static final FieldType<UsageLines> LINES = UsageTypes.lines(FieldTypes.METRIC_KEY);
    private static final FieldType<Long> TTL_SECONDS = FieldTypes.integer(1, MOST_TTL_SECONDS);

    /** Stand for what is at fault; such a request is refused. */
    private static final ReserveFor NO_RESERVATION = new ReserveFor.Credits(0);
    private static final Actual NO_ACTUAL = new Actual.Credits(0);

    private static final String ESTIMATED = "estimated_units";
    private static final String ACTUAL = "actual_units";
    private static final String CREDITS = "credits";

    private ReservationBodies() {}

    /** Units of a metric, lines, or plain credits. */
    static ReserveFor reserveFor(Fields body) {
        Optional<String> metric = body.optional(UsageTypes.METRIC, FieldTypes.METRIC_KEY);
        Optional<Long> units = body.optional(ESTIMATED, UsageTypes.UNITS);
        Optional<UsageLines> lines = body.optional(UsageTypes.LINES, LINES);
        Optional<Long> credits = body.optional(CREDITS, CreditTypes.MILLICREDITS);
        boolean ofMetric = body.has(UsageTypes.METRIC) || body.has(ESTIMATED);
        if (count(ofMetric, body.has(UsageTypes.LINES), body.has(CREDITS)) != 1) {
            body.at(CREDITS).fault(
                    "exactly one of credits, lines, and billable_metric_key with estimated_units is needed");
        } else if (ofMetric && !body.has(UsageTypes.METRIC)) {
            body.at(UsageTypes.METRIC).fault("is missing: estimated_units are units of a metric");
        } else if (ofMetric && !body.has(ESTIMATED)) {
            body.at(ESTIMATED).fault("is missing: a hold on a metric needs its units");
        }
        Optional<ReserveFor> ofUnits = metric.flatMap(key -> units.map(many -> new ReserveFor.Units(key, many)));
        return ofUnits.or(() -> lines.map(ReserveFor.Lines::new)).or(() -> credits.map(ReserveFor.Credits::new))
                .orElse(NO_RESERVATION);
    }

    /** Units of the hold's metric, lines, or plain credits. */
    static Actual actual(Fields body) {
        Optional<Actual> units = body.optional(ACTUAL, UsageTypes.UNITS).map(Actual.Units::new);
        Optional<Actual> lines = body.optional(UsageTypes.LINES, LINES).map(Actual.Lines::new);
        Optional<Actual> credits = body.optional(CREDITS, CreditTypes.MILLICREDITS).map(Actual.Credits::new);
        if (count(body.has(ACTUAL), body.has(UsageTypes.LINES), body.has(CREDITS)) != 1) {
            body.at(CREDITS).fault("exactly one of actual_units, lines and credits is needed");
        }
        return units.or(() -> lines).or(() -> credits).orElse(NO_ACTUAL);
    }

    private static int count(boolean... given) {
        int count = 0;
        for (boolean one : given) {
            count += one ? 1 : 0;
        }
        return count;
    }

    static Duration ttl(Fields body) {
        return Duration.ofSeconds(body.optional("ttl_seconds", TTL_SECONDS).orElse(DEFAULT_TTL_SECONDS));
    }

    static Duration requiredTtl(Fields body) {
        return Duration.ofSeconds(body.required("ttl_seconds", TTL_SECONDS));
    }
}
