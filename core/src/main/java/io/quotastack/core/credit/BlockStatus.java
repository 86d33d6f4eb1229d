package io.quotastack.core.credit;

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

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
