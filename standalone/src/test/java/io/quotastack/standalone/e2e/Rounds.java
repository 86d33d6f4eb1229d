package io.quotastack.standalone.e2e;

import java.nio.file.Path;

/**
 * How often a test kills. Twice in the build, which verifies the ledger when the last process has stopped; the long
 * form, {@code -Dquotastack.rounds=20}, verifies after each kill too, before anybody decides again what was not committed.
 */
final class Rounds {

    private static final int IN_THE_BUILD = 2;

    static final int COUNT = Integer.getInteger("quotastack.rounds", IN_THE_BUILD);
    static final boolean LONG_FORM = COUNT > IN_THE_BUILD;

    private Rounds() {}

    /** The process on that directory was killed just now. */
    static void afterKill(Path directory) {
        if (LONG_FORM) {
            CommandHere.verify(directory).expectVerified();
        }
    }

    /** Says what a long run came to. */
    static void report(String figures) {
        if (LONG_FORM) {
            System.out.println(figures);
        }
    }
}
