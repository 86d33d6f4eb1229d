package io.quotastack.nodes.start;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells the operator how far the start is: one line for each step, with the time it took. */
public final class Progress {

    private final PrintStream out;
    private final long begunNanos = System.nanoTime();
    private long stepBegunNanos = begunNanos;

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** A step is done; the next one begins. */
    public void done(String step) {
        long now = System.nanoTime();
        say("  " + step + " in " + seconds(now - stepBegunNanos));
        stepBegunNanos = now;
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Since the first step began, {@code 3.2 s}. */
    public String total() {
        return seconds(System.nanoTime() - begunNanos);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }
}
