package io.quotastack.bench.row;

import io.quotastack.bench.fixture.Fixture;

/**
 * One row of the table of aims, or a few that belong together: it makes what it needs, measures, and tells the fixture.
 * What it sends, and the populations it counts on, are new each time.
 */
public interface Row {

    /** What {@code --only} calls it. */
    String name();

    void measure(Fixture fixture) throws InterruptedException;

    /** Measured as often as asked for; if not, once, since making what it needs takes far longer than measuring. */
    default boolean repeated() {
        return true;
    }
}
