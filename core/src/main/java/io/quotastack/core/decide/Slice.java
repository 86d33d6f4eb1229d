package io.quotastack.core.decide;

/** What is left of the work that one decision may do. The last thing may go beyond it: what happens at once is not cut. */
final class Slice {

    private int left;

    Slice(int most) {
        this.left = most;
    }

    int left() {
        return left;
    }

    boolean isUsedUp() {
        return left <= 0;
    }

    void use(int entries) {
        left -= Math.max(1, entries);
    }
}
