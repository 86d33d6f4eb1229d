package io.quotastack.api.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Rollover;

/** Reads what a variant grants (CONTRACT 9), with the faults between the fields of a grant. */
final class CreditGrantBody {

    private enum Expires {
        PERIOD_END,
        CADENCE_END,
        NEVER,
        AFTER_SECONDS;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST_GRANTS = 50;
    private static final String AFTER_SECONDS = "expires_after_seconds";
    private static final String ROLLOVER_CAP = "rollover_cap";

    /** The bound of the contract for a percentage. */
    private static final FieldType<Long> PERCENTAGE = FieldTypes.integer(0, 100);
    private static final FieldType<Expires> EXPIRES = FieldTypes.choice(Expires::text, Expires.values());
    static final FieldType<Interval> INTERVAL = FieldTypes.choice(Interval::text, Interval.values());

    /** How many at most depends on the interval. */
    static final FieldType<Long> INTERVAL_COUNT = FieldTypes.integer(1, Interval.DAY.inTenYears());

    private static final Cadence UNREAD_CADENCE = new Cadence(Interval.DAY, 1);
    private static final FieldType<Cadence> CADENCE = FieldTypes.object(UNREAD_CADENCE, CreditGrantBody::cadence);
    private static final CreditGrantTerms UNREAD = new CreditGrantTerms(1, Optional.empty(), new GrantExpiry.Never(), 0,
            Rollover.NONE, false);

    static final FieldType<List<CreditGrantTerms>> LIST = FieldTypes
            .list(FieldTypes.object(UNREAD, CreditGrantBody::grant), 0, MOST_GRANTS);

    private CreditGrantBody() {}

    private static CreditGrantTerms grant(Fields grant) {
        long credits = grant.required("credits", CreditTypes.CREDITS);
        Optional<Cadence> cadence = grant.nullable("cadence", CADENCE);
        Optional<GrantExpiry> expires = expires(grant);
        long priority = grant.optional("priority", CreditTypes.PRIORITY).orElse(0L);
        Rollover rollover = rollover(grant, expires);
        boolean onTrial = grant.optional("on_trial", FieldTypes.BOOLEAN).orElse(false);
        return new CreditGrantTerms(credits, cadence, expires.orElse(new GrantExpiry.PeriodEnd()), (int) priority,
                rollover, onTrial);
    }

    private static Cadence cadence(Fields fields) {
        Interval interval = fields.required("interval", INTERVAL);
        long count = fields.optional("interval_count", INTERVAL_COUNT).orElse(1L);
        var cadence = new Cadence(interval, (int) count);
        if (!cadence.withinTenYears()) {
            fields.at("interval_count").fault("must be at most " + interval.inTenYears() + " for " + interval.text());
            return UNREAD_CADENCE;
        }
        return cadence;
    }

    private static Optional<GrantExpiry> expires(Fields grant) {
        Optional<Expires> expires = grant.deciding("expires", EXPIRES, Set.of(AFTER_SECONDS));
        if (expires.filter(kind -> kind != Expires.AFTER_SECONDS).isPresent()
                && grant.nullable(AFTER_SECONDS, CreditTypes.EXPIRY_SECONDS).isPresent()) {
            grant.at(AFTER_SECONDS).fault("goes with expires after_seconds only");
        }
        return expires.map(kind -> switch (kind) {
            case PERIOD_END -> new GrantExpiry.PeriodEnd();
            case CADENCE_END -> new GrantExpiry.CadenceEnd();
            case NEVER -> new GrantExpiry.Never();
            case AFTER_SECONDS -> new GrantExpiry.After(grant.required(AFTER_SECONDS, CreditTypes.EXPIRY_SECONDS));
        });
    }

    private static Rollover rollover(Fields grant, Optional<GrantExpiry> expires) {
        Optional<Long> percentage = grant.optional("rollover_percentage", PERCENTAGE);
        Optional<Long> cap = grant.nullable(ROLLOVER_CAP, CreditTypes.MILLICREDITS);
        boolean unread = grant.has("rollover_percentage") && percentage.isEmpty();
        if (percentage.orElse(0L) == 0) {
            if (cap.isPresent() && !unread) {
                grant.at(ROLLOVER_CAP).fault("needs a rollover_percentage above 0");
            }
            return Rollover.NONE;
        }
        if (expires.filter(expiry -> !expiry.withThePeriod()).isPresent()) {
            grant.at("rollover_percentage").fault("needs a block that ends with its period: expires period_end or"
                    + " cadence_end");
            return Rollover.NONE;
        }
        return new Rollover(percentage.get().intValue(), cap);
    }
}
