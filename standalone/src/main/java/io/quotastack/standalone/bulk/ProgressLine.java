package io.quotastack.standalone.bulk;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells somebody who waits how far it is: a line that changes on a terminal, a line now and then elsewhere. */
final class ProgressLine {

    private static final long ON_A_TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long ELSEWHERE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final String what;
    private final long of;
    private final long begunAt;
    private final long begunNanos;
    private long shownNanos;

    /**
     * Nothing shown yet.
     *
     * @param what rows, customers
     * @param of how many there are; 0 when that is not known
     * @param begunAt how many were done before
     */
    ProgressLine(PrintWriter out, boolean terminal, LongSupplier nanoTime, String what, long of, long begunAt) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.what = what;
        this.of = of;
        this.begunAt = begunAt;
        this.begunNanos = nanoTime.getAsLong();
        this.shownNanos = begunNanos;
    }

    /** So many are done, and so many of them were refused. */
    synchronized void show(long done, long refused) {
        long now = nanoTime.getAsLong();
        if (now - shownNanos >= (terminal ? ON_A_TERMINAL_NANOS : ELSEWHERE_NANOS)) {
            shownNanos = now;
            out.print((terminal ? "\r" : "") + text(done, refused, now) + (terminal ? "   " : "\n"));
            out.flush();
        }
    }

    /** The last line, which stays. */
    synchronized void end(long done, long refused) {
        out.print((terminal ? "\r" : "") + text(done, refused, nanoTime.getAsLong()) + (terminal ? "   \n" : "\n"));
        out.flush();
    }

    private String text(long done, long refused, long now) {
        double seconds = Math.max(1, now - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return done + (of > 0 ? " of " + of : "") + " " + what
                + String.format(Locale.ROOT, ", %.0f/s", (done - begunAt) / seconds)
                + (refused > 0 ? ", " + refused + " refused" : "");
    }
}
