package io.quotastack.standalone.doctor;

import java.util.Locale;

/**
 * What was found about one thing.
 *
 * @param mend what to do about it; empty when it is well
 */
record Finding(Grade grade, String subject, String found, String mend) {

    enum Grade {
        OK,
        /** It works, but not as well as it could, or not for long. */
        WARNING,
        /** To be mended. */
        WRONG;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String subject, String found) {
        return new Finding(Grade.OK, subject, found, "");
    }

    static Finding warning(String subject, String found, String mend) {
        return new Finding(Grade.WARNING, subject, found, mend);
    }

    static Finding wrong(String subject, String found, String mend) {
        return new Finding(Grade.WRONG, subject, found, mend);
    }
}
