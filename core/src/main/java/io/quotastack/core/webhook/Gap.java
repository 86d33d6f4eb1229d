package io.quotastack.core.webhook;

/**
 * Deliveries one after the other, in the order of a customer's queue, whose turn does not come: they were discarded while
 * they stood behind the head. Two gaps of a queue never touch, so one look leads behind any number of deliveries.
 *
 * @param first ordinal of the first one
 * @param last ordinal of the last one
 */
public record Gap(long first, long last) {

    public Gap {
        if (first > last) {
            throw new IllegalArgumentException("a gap from " + first + " to " + last);
        }
    }

    boolean has(long ordinal) {
        return ordinal >= first && ordinal <= last;
    }

    long size() {
        return last - first + 1;
    }
}
