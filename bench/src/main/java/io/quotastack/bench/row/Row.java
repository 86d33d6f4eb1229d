package io.quotastack.bench.row;

import io.quotastack.bench.fixture.Fixture;

/** One row of the table of aims: it makes what it needs, measures, and tells the scene's report. */
public interface Row {

    /** What {@code --only} calls it. */
    String name();

    void measure(Fixture fixture) throws InterruptedException;
}
