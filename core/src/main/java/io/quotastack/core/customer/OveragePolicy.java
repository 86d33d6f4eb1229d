package io.quotastack.core.customer;

import java.util.Locale;

/** What happens to a charge that does not fit (CONTRACT 6). */
public enum OveragePolicy {
    /** It is refused. */
    BLOCK,
    /** The effective balance may fall to −overage_limit; no limit, no floor. */
    ALLOW,
    /** As ALLOW, and an event says so when the balance falls below 0. */
    NOTIFY;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
