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

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }
}
