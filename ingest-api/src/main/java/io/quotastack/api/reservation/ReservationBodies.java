package io.quotastack.api.reservation;

import java.time.Duration;
import java.util.Optional;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.usage.UsageEvent;

/** Reads what a hold is for, what a job came to, and for how long credits are held (CONTRACT 7). */
final class ReservationBodies {

    /** A week. */
    private static final long MOST_TTL_SECONDS = 604_800;
    private static final long DEFAULT_TTL_SECONDS = 300;

    private static final FieldType<Long> UNITS = FieldTypes.integer(0, UsageEvent.MAX_UNITS);
    private static final FieldType<Long> TTL_SECONDS = FieldTypes.integer(1, MOST_TTL_SECONDS);

    /** Stand for what is at fault; such a request is refused. */
    private static final ReserveFor NO_RESERVATION = new ReserveFor.Credits(0);
    private static final Actual NO_ACTUAL = new Actual.Credits(0);

    private static final String METRIC = "billable_metric_key";
    private static final String ESTIMATED = "estimated_units";
    private static final String ACTUAL = "actual_units";
    private static final String CREDITS = "credits";

    private ReservationBodies() {}

    /** Either units of a metric, or plain credits. */
    static ReserveFor reserveFor(Fields body) {
        Optional<String> metric = body.optional(METRIC, FieldTypes.METRIC_KEY);
        Optional<Long> units = body.optional(ESTIMATED, UNITS);
        Optional<Long> credits = body.optional(CREDITS, CreditTypes.MILLICREDITS);
        boolean ofMetric = body.has(METRIC) || body.has(ESTIMATED);
        if (ofMetric == body.has(CREDITS)) {
            body.at(CREDITS).fault("either credits or billable_metric_key with estimated_units is needed");
        } else if (ofMetric && !body.has(METRIC)) {
            body.at(METRIC).fault("is missing: estimated_units are units of a metric");
        } else if (ofMetric && !body.has(ESTIMATED)) {
            body.at(ESTIMATED).fault("is missing: a hold on a metric needs its units");
        }
        Optional<ReserveFor> ofUnits = metric.flatMap(key -> units.map(count -> new ReserveFor.Units(key, count)));
        return ofUnits.or(() -> credits.map(ReserveFor.Credits::new)).orElse(NO_RESERVATION);
    }

    /** Either units of the hold's metric, or plain credits. */
    static Actual actual(Fields body) {
        Optional<Actual> units = body.optional(ACTUAL, UNITS).map(Actual.Units::new);
        Optional<Actual> credits = body.optional(CREDITS, CreditTypes.MILLICREDITS).map(Actual.Credits::new);
        if (body.has(ACTUAL) == body.has(CREDITS)) {
            body.at(CREDITS).fault("exactly one of actual_units and credits is needed");
        }
        return units.or(() -> credits).orElse(NO_ACTUAL);
    }

    static Duration ttl(Fields body) {
        return Duration.ofSeconds(body.optional("ttl_seconds", TTL_SECONDS).orElse(DEFAULT_TTL_SECONDS));
    }

    static Duration requiredTtl(Fields body) {
        return Duration.ofSeconds(body.required("ttl_seconds", TTL_SECONDS));
    }
}
