package io.quotastack.standalone.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

import io.quotastack.standalone.start.CannotStartException;

/**
 * How all that is in a data directory is written: the log's internal records, the state, the files. Its number stands in
 * the directory and changes when a version writes what the one before cannot read; a version opens its own format only.
 *
 * @param number counts the formats
 * @param lowestVersion of QuotaStack that may open it
 */
record DataFormat(int number, String lowestVersion) {

    static final DataFormat CURRENT = new DataFormat(1, "0.1.0");

    private static final String NUMBER = "format";
    private static final String LOWEST_VERSION = "lowest.version";

    /**
     * Refuses a directory of another format with {@link CannotStartException}, and with NumberFormatException what is no
     * stamp.
     */
    static void check(Path directory, Properties stamped) {
        Optional<String> number = Optional.ofNullable(stamped.getProperty(NUMBER));
        if (number.isEmpty()) {
            throw new CannotStartException("the data directory " + directory + " is from before formats were stamped,"
                    + " and cannot be read: start with an empty directory");
        }
        var found = new DataFormat(Integer.parseInt(number.get()), stamped.getProperty(LOWEST_VERSION, "unknown"));
        if (found.number > CURRENT.number) {
            throw new CannotStartException("the data directory " + directory + " has format " + found.number
                    + ", and this version reads format " + CURRENT.number + ": start QuotaStack "
                    + found.lowestVersion + " or later on it");
        }
        if (found.number < CURRENT.number) {
            throw new CannotStartException("the data directory " + directory + " has format " + found.number
                    + ", and this version reads format " + CURRENT.number
                    + ": start the version that wrote it, QuotaStack " + found.lowestVersion
                    + " or one of its format, or start with an empty directory");
        }
    }

    /** As it stands in the directory. */
    String text() {
        return NUMBER + "=" + number + "\n" + LOWEST_VERSION + "=" + lowestVersion + "\n";
    }
}
