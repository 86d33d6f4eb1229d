package io.quotastack.core.plan;

/**
 * For how long a subscription is agreed on (CONTRACT 9).
 *
 * @param periods billing periods of one term, at least 1
 * @param autoRenew whether another term follows; else the subscription is canceled when the term ends
 * @param endingNoticeDays how long before the end of a term an event announces it
 */
public record ContractTerms(int periods, boolean autoRenew, int endingNoticeDays) {

    public static final int DEFAULT_ENDING_NOTICE_DAYS = 30;

    public ContractTerms {
        if (periods < 1 || endingNoticeDays < 0) {
            throw new IllegalArgumentException(periods + " periods, notice " + endingNoticeDays + " days before");
        }
    }
}
