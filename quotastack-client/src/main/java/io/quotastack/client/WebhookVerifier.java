package io.quotastack.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Verifies deliveries by the Standard Webhooks: the HMAC-SHA256 of {@code id.timestamp.body}, compared in constant time, of
 * a time that is not far off. One of several signatures is enough while the secret is changed. A delivery may come twice: the
 * event's {@code id} tells.
 */
public final class WebhookVerifier {

    /** Whether a delivery is to be believed. */
    public sealed interface Verified {

        /** Signed by who has the secret. */
        record Event(String id, String type, JsonNode document) implements Verified {}

        /** Not to be believed. */
        record Refused(Reason reason) implements Verified {}
    }

    /** Why a delivery is not to be believed. */
    public enum Reason {
        HEADER_MISSING,
        TIMESTAMP_OUT_OF_TOLERANCE,
        SIGNATURE_MISMATCH,
        NOT_JSON
    }

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String HMAC = "HmacSHA256";
    private static final String VERSION = "v1,";
    private static final String PREFIX = "whsec_";
    private static final int MOST_SIGNATURES = 10;
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;

    private final List<byte[]> secrets;
    private final Duration tolerance;
    private final InstantSource clock;

    /**
     * A verifier with the standard's tolerance of five minutes.
     *
     * @param secrets base64 of 24 to 64 bytes, with or without {@code whsec_}; several while you change it
     */
    public WebhookVerifier(String... secrets) {
        this(TOLERANCE, InstantSource.system(), secrets);
    }

    /** A verifier that takes deliveries whose time is no further off than that. */
    public WebhookVerifier(Duration tolerance, InstantSource clock, String... secrets) {
        this.secrets = Stream.of(secrets).map(WebhookVerifier::decoded).toList();
        this.tolerance = tolerance;
        this.clock = clock;
    }

    private static byte[] decoded(String secret) {
        byte[] bytes = Base64.getDecoder()
                .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
        if (bytes.length < SHORTEST_SECRET || bytes.length > LONGEST_SECRET) {
            throw new IllegalArgumentException("a secret is base64 of 24 to 64 bytes");
        }
        return bytes;
    }

    /**
     * Whether it is to be believed, and what it tells.
     *
     * @param header the value of a header by its name in lower case
     * @param body as it came: what is parsed and written again has other bytes
     */
    public Verified verify(Function<String, Optional<String>> header, byte[] body) {
        Optional<String> id = header.apply("webhook-id");
        Optional<String> timestamp = header.apply("webhook-timestamp");
        Optional<String> signatures = header.apply("webhook-signature");
        if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
            return new Verified.Refused(Reason.HEADER_MISSING);
        }
        if (!isNear(timestamp.get())) {
            return new Verified.Refused(Reason.TIMESTAMP_OUT_OF_TOLERANCE);
        }
        byte[] head = (id.get() + "." + timestamp.get() + ".").getBytes(StandardCharsets.UTF_8);
        List<byte[]> given = Stream.of(signatures.get().split(" ", -1)).filter(one -> one.startsWith(VERSION))
                .limit(MOST_SIGNATURES)
                .map(one -> one.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8)).toList();
        for (byte[] secret : secrets) {
            byte[] expected = Base64.getEncoder().encode(hmac(secret, head, body));
            if (given.stream().anyMatch(one -> MessageDigest.isEqual(expected, one))) {
                return event(body);
            }
        }
        return new Verified.Refused(Reason.SIGNATURE_MISMATCH);
    }

    private boolean isNear(String timestamp) {
        if (!timestamp.matches("\\d{1,15}")) {
            return false;
        }
        long offMillis = Math.abs(clock.millis() - Long.parseLong(timestamp) * 1_000);
        return offMillis <= tolerance.toMillis();
    }

    private static byte[] hmac(byte[] secret, byte[] head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update(head);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    private static Verified event(byte[] body) {
        try {
            JsonNode event = Sending.JSON.readTree(body);
            return new Verified.Event(event.path("id").asText(), event.path("type").asText(), event);
        } catch (IOException e) {
            return new Verified.Refused(Reason.NOT_JSON);
        }
    }
}
