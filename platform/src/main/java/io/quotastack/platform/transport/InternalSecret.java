package io.quotastack.platform.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/** What all nodes of a cluster know and nobody else: who has it may ask a node anything. */
public final class InternalSecret {

    private static final int LEAST_CHARACTERS = 16;

    private final String header;

    private InternalSecret(String secret) {
        this.header = "Bearer " + secret;
    }

    /** Throws IllegalArgumentException for one that is short, or that no header can bear. */
    public static InternalSecret of(String secret) {
        if (secret.length() < LEAST_CHARACTERS || secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("the internal secret must have " + LEAST_CHARACTERS
                    + " characters or more, of printable ASCII without spaces");
        }
        return new InternalSecret(secret);
    }

    /** As it stands in {@code Authorization}. */
    String header() {
        return header;
    }

    /** Takes as long for each header of a length, however much of it is right. */
    boolean isIn(@Nullable String authorization) {
        return authorization != null
                && MessageDigest.isEqual(header.getBytes(UTF_8), authorization.getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
