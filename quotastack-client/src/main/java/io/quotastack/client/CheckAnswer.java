package io.quotastack.client;

import java.time.Duration;

/** What a check comes to, and what decided it. */
public sealed interface CheckAnswer {

    boolean allowed();

    /** The service, just now. Exact: it sees every write that was answered before. */
    record FromService(Entitlement entitlement) implements CheckAnswer {

        @Override
        public boolean allowed() {
            return entitlement.allowed();
        }
    }

    /**
     * An answer that the service gave before to the same question.
     *
     * @param age since it was asked for
     */
    record FromCache(Entitlement entitlement, Duration age) implements CheckAnswer {

        @Override
        public boolean allowed() {
            return entitlement.allowed();
        }
    }

    /**
     * The choice for when the service does not answer.
     *
     * @param outage why there was no answer
     */
    record Otherwise(boolean allowed, QuotaStackException outage) implements CheckAnswer {}

    /** There is nothing to check: no such customer or metric, or its test clock is moving. Not allowed. */
    record NotCheckable(Problem problem) implements CheckAnswer {

        @Override
        public boolean allowed() {
            return false;
        }
    }
}
