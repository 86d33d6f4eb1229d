package io.quotastack.core.customer;

import java.util.Locale;
import java.util.Optional;

/**
 * A line that credits run low at, of which the tenant wants to hear once per crossing from above (CONTRACT 8).
 *
 * @param id the tenant's own name of it, unique in its list
 * @param percent of what the plan granted in the running period, 0…99; only of {@link Of#PERIOD_GRANTS}, since a balance
 *     is no part of anything
 * @param credits millicredits, at least 0; exactly when there is no {@code percent}
 */
public record Alert(String id, Optional<Integer> percent, Optional<Long> credits, Of of) {

    /** With all that was granted left, nothing has run low. */
    public static final int MOST_PERCENT = 99;

    public Alert {
        if (percent.isPresent() == credits.isPresent() || (percent.isPresent() && of != Of.PERIOD_GRANTS)
                || percent.filter(share -> share < 0 || share > MOST_PERCENT).isPresent()
                || credits.filter(amount -> amount < 0).isPresent()) {
            throw new IllegalArgumentException("an alert at " + percent + " %, " + credits + " millicredits of " + of);
        }
    }

    /** What is looked at. */
    public enum Of {
        /** The effective balance. */
        BALANCE,
        /** What is left and not held of what the plan granted in the running period. */
        PERIOD_GRANTS;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Alert ofBalance(String id, long credits) {
        return new Alert(id, Optional.empty(), Optional.of(credits), Of.BALANCE);
    }

    public static Alert ofPeriodGrants(String id, long credits) {
        return new Alert(id, Optional.empty(), Optional.of(credits), Of.PERIOD_GRANTS);
    }

    public static Alert percentOfPeriodGrants(String id, int percent) {
        return new Alert(id, Optional.of(percent), Optional.empty(), Of.PERIOD_GRANTS);
    }
}
