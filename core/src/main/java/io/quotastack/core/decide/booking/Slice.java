package io.quotastack.core.decide.booking;

/** What is left of the work that one decision may do. The last thing may go beyond it: what happens at once is not cut. */
public final class Slice {

    private int left;

    public Slice(int most) {
        this.left = most;
    }

    public int left() {
        return left;
    }

    public boolean isUsedUp() {
        return left <= 0;
    }

    public void use(int entries) {
        left -= Math.max(1, entries);
    }
}
