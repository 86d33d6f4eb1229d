package io.quotastack.core.account;

/**
 * What an account has not caught up with. As long as there is anything, only ticks go on with it, a bounded part each, and
 * commands wait or are refused.
 *
 * @param behind more was due than one decision books
 * @param first the ordinal of the accepted event that has waited longest
 * @param next the ordinal that the next one to wait gets; with {@code first}, none waits
 */
public record Backlog(boolean behind, long first, long next) {

    public static final Backlog NONE = new Backlog(false, 1, 1);

    public long waiting() {
        return next - first;
    }

    public boolean isEmpty() {
        return !behind && waiting() == 0;
    }

    Backlog behind(boolean isBehind) {
        return new Backlog(isBehind, first, next);
    }

    Backlog plusOne() {
        return new Backlog(behind, first, next + 1);
    }

    Backlog lessOne() {
        return new Backlog(behind, first + 1, next);
    }
}
