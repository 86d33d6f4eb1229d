package io.quotastack.schemas.avro;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro makes no object of a class that is not trusted, lest a schema from the wire names any class it likes. Ours are
 * the two generated packages; whatever the process trusts besides, by Avro's system properties, stays trusted.
 */
public final class TrustedTypes {

    private TrustedTypes() {}

    /** To be called before the first record is read, or built with a default that holds records; again does no harm. */
    public static void install() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(ClassSecurityValidator.DEFAULT,
                TrustedTypes::generated));
    }

    private static boolean generated(Class<?> type) {
        String name = type.getPackageName();
        return name.equals("io.quotastack.events") || name.equals("io.quotastack.internal");
    }
}
