package io.quotastack.core.ledger;

import java.util.Locale;

/** What an entry books. */
public enum EntryType {
    GRANT, ACTIVATE, USAGE, EXPIRE, ADJUST, VOID, REFUND;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
