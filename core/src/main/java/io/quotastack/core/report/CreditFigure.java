package io.quotastack.core.report;

import java.util.List;

/**
 * What is summed of a group of credits: first credits in millicredits, then money in the currency's smallest unit. What is
 * outstanding, and what of the money is deferred, is the sum of how the figures move it. They stand in rows and between
 * nodes by their place: new ones are added at the end.
 */
public enum CreditFigure {
    /** Granted, in effect, or added by an adjustment. */
    GRANTED(0, 1, 0),
    /** Given back by a refund of usage. */
    REFUNDED(1, 1, 0),
    /** Came over from a block of the period before. */
    ROLLED_IN(2, 1, 0),
    /** Came from another customer. */
    TRANSFERRED_IN(3, 1, 0),
    /** Usage, commits, purchases and negative adjustments. */
    BURNED(4, -1, 0),
    EXPIRED(5, -1, 0),
    VOIDED(6, -1, 0),
    /** Goes on in a block of the next period. */
    ROLLED_OUT(7, -1, 0),
    /** Went to another customer, less what was given back since it was not taken. */
    TRANSFERRED_OUT(8, -1, 0),
    /** Paid back overage; of overage itself it is below 0, so that all groups together have 0. */
    REPAID(9, -1, 0),
    /** Paid for credits whose own payment went back after they were spent. */
    CLAWED_BACK(10, -1, 0),
    /** Paid for blocks that were made. */
    MONEY_ADDED(11, 0, 1),
    /** Of credits that came from another customer. */
    MONEY_TRANSFERRED_IN(12, 0, 1),
    /** Earned since credits were spent, less what refunds of usage gave back. */
    MONEY_RECOGNIZED_BURN(13, 0, -1),
    /** Earned since credits expired. */
    MONEY_RECOGNIZED_BREAKAGE(14, 0, -1),
    /** Of credits that were taken back unspent. */
    MONEY_TAKEN_BACK(15, 0, -1),
    /** Of credits that went to another customer. */
    MONEY_TRANSFERRED_OUT(16, 0, -1),
    /** Of spent credits whose payment went back: earned before, and not any more. Moves nothing that is deferred. */
    MONEY_REVERSED(17, 0, 0);

    private static final List<CreditFigure> BY_PLACE = List.of(values());

    private final int place;
    private final int outstanding;
    private final int deferred;

    CreditFigure(int place, int outstanding, int deferred) {
        this.place = place;
        this.outstanding = outstanding;
        this.deferred = deferred;
    }

    /** Which way it moves what is outstanding: 1, −1, or 0 where it does not. */
    int outstanding() {
        return outstanding;
    }

    /** Which way it moves what is deferred. */
    int deferred() {
        return deferred;
    }

    /** Where it stands among all, from 0. */
    public int place() {
        return place;
    }

    /** The figure that stands there. */
    public static CreditFigure at(int place) {
        return BY_PLACE.get(place);
    }
}
