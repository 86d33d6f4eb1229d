package io.quotastack.standalone.prices;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells people who wait how far a long list is, every few seconds; of a short one nothing. */
final class Progress {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final PrintWriter errors;
    private final String what;
    private final int all;
    private long toldNanos = System.nanoTime();

    Progress(PrintWriter errors, String what, int all) {
        this.errors = errors;
        this.what = what;
        this.all = all;
    }

    /** So many metrics are done by now. */
    void went(int done) {
        if (System.nanoTime() - toldNanos >= EVERY.toNanos()) {
            toldNanos = System.nanoTime();
            errors.println(what + " " + done + " of " + all + " metrics");
            errors.flush();
        }
    }
}
