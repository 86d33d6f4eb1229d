package io.quotastack.standalone.bulk;

/** Whether somebody watches. */
final class Terminal {

    private Terminal() {}

    /** Which the launcher knows: a JVM cannot tell where its standard error goes. */
    static boolean isThere() {
        return Boolean.getBoolean("quotastack.terminal");
    }
}
