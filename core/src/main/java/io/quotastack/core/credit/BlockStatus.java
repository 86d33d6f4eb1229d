package io.quotastack.core.credit;

import java.time.Instant;
import java.util.Locale;

/** The state of a block as answered; only an ACTIVE one can be burned. */
public enum BlockStatus {
    /** Not yet in effect. */
    SCHEDULED,
    /** In effect, with credits left. */
    ACTIVE,
    /** Nothing left; a refund can bring it back. */
    DEPLETED,
    /** Its `expires_at` has come. */
    EXPIRED,
    /** Taken back. */
    VOIDED;

    /** The status of a block at an instant, given what is left in it. */
    public static BlockStatus of(BlockTerms terms, long remaining, boolean voided, Instant now) {
        if (voided) {
            return VOIDED;
        }
        if (terms.effectiveAt().isAfter(now)) {
            return SCHEDULED;
        }
        if (terms.expiredAt(now)) {
            return EXPIRED;
        }
        return remaining == 0 ? DEPLETED : ACTIVE;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
