package io.quotastack.schemas.format;

import java.util.Optional;

/**
 * How all that only QuotaStack reads is written: internal topics, the state of tasks, the files of a data directory. Each
 * bears this stamp. The number changes when a version writes what the one before cannot read. A version opens its own
 * format and those before it that it can read, which it stamps anew before it writes anything.
 *
 * @param format counts the formats
 * @param lowestVersion of QuotaStack that may open it
 */
public record FormatStamp(int format, String lowestVersion) {

    public static final FormatStamp CURRENT = new FormatStamp(2, "0.1.0");

    /** The earliest format whose data this version reads. */
    private static final int OLDEST = 1;

    /**
     * Why what bears this stamp is refused, and what to do; nothing when it can be read.
     *
     * @param what bears it, such as "the topic commands"
     * @param anew what to start with instead, such as "an empty cluster"
     */
    public Optional<String> refusal(String what, String anew) {
        String found = what + " has format " + format + ", and this version reads formats " + OLDEST + " to "
                + CURRENT.format + ": start ";
        if (format > CURRENT.format) {
            return Optional.of(found + "QuotaStack " + lowestVersion + " or later on it");
        }
        return format >= OLDEST
                ? Optional.empty()
                : Optional.of(found + "the version that wrote it, QuotaStack " + lowestVersion
                        + " or one of its format, or start with " + anew);
    }

    /** Whether it is of an earlier format, and has to be stamped anew. */
    public boolean outdated() {
        return format < CURRENT.format;
    }

    /** Why what bears no stamp is refused. */
    public static String refusalOfUnstamped(String what, String anew) {
        return what + " is from before formats were stamped, and cannot be read: start with " + anew;
    }
}
