package io.quotastack.ledger.state;

/**
 * How fast a sweep goes that makes its rounds over rows which are kept for a time: it looks at several rows for each one
 * that is made. So what is over is never more than a part of what is kept, at whatever rate rows are made, and what was
 * left behind is caught up; each step is bounded, as it comes with the rows that caused it.
 */
final class SweepPace {

    /** With so many, at most a third more rows are there than are to be kept. */
    private static final int LOOKS_A_ROW = 4;

    /** So many rows share the cost of beginning to look. */
    private static final int ROWS_A_STEP = 64;

    private int made;

    /** A row was made: answers how many to look at now, mostly none. */
    public int rowMade() {
        made++;
        if (made < ROWS_A_STEP) {
            return 0;
        }
        made = 0;
        return ROWS_A_STEP * LOOKS_A_ROW;
    }
}
