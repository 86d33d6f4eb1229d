package io.quotastack.core.ledger;

import java.util.Locale;

/** What an entry books. */
public enum EntryType {
    GRANT,
    ACTIVATE,
    USAGE,
    RESERVE,
    COMMIT,
    RELEASE,
    RESERVE_EXPIRED,
    EXPIRE,
    ADJUST,
    VOID,
    REFUND,
    ROLLOVER,
    PURCHASE,
    TRANSFER_OUT,
    TRANSFER_IN;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }
}
