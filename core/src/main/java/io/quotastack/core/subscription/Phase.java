package io.quotastack.core.subscription;

import java.time.Instant;

/** What belongs to one status of a live subscription alone. */
public sealed interface Phase {

    SubscriptionStatus status();

    /**
     * It begins later.
     *
     * @param trialDays how long its trial will be, 0 for none
     */
    record Scheduled(Instant startAt, int trialDays) implements Phase {
        @Override
        public SubscriptionStatus status() {
            return SubscriptionStatus.SCHEDULED;
        }
    }

    /** Its period is the trial. */
    record Trialing() implements Phase {
        @Override
        public SubscriptionStatus status() {
            return SubscriptionStatus.TRIALING;
        }
    }

    /**
     * In a paid period.
     *
     * @param renewed the next period is paid already: it begins when this one ends
     */
    record Active(boolean renewed) implements Phase {
        @Override
        public SubscriptionStatus status() {
            return SubscriptionStatus.ACTIVE;
        }
    }

    /**
     * Its period has ended.
     *
     * @param afterTrial it has had no paid period yet
     */
    record Overdue(Instant graceEnd, boolean afterTrial) implements Phase {
        @Override
        public SubscriptionStatus status() {
            return SubscriptionStatus.OVERDUE;
        }
    }

    /**
     * Time stands still for it.
     *
     * @param before what it goes back to when it is resumed
     */
    record Paused(Instant since, Active before) implements Phase {
        @Override
        public SubscriptionStatus status() {
            return SubscriptionStatus.PAUSED;
        }
    }
}
