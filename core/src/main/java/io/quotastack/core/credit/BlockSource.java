package io.quotastack.core.credit;

import java.util.Locale;

/** Where a block's credits came from. */
public enum BlockSource {
    TOPUP,
    PROMOTIONAL,
    PLAN,
    ROLLOVER,
    PURCHASE,
    ADJUSTMENT,
    MANUAL;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
