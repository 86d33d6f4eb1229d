package io.quotastack.platform.app;

import java.time.Duration;

/** The wall clock was set by more than can be followed; the message says what to do. */
public final class ClockSteppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClockSteppedException(Duration step) {
        super("the clock of this machine was set " + words(step) + " while the process ran. Nothing was decided at that"
                + " time; set the clock right and start again", null, false, false);
    }

    /** {@code 365 days 3 h ahead}. */
    public static String words(Duration step) {
        Duration size = step.abs();
        return (size.toDays() > 0 ? size.toDays() + " days " : "") + size.toHoursPart() + " h " + size.toMinutesPart()
                + " min " + (step.isNegative() ? "back" : "ahead");
    }
}
