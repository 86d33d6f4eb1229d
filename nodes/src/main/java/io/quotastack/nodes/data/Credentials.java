package io.quotastack.nodes.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.json.Json;

/**
 * The keys that the first start makes (CONTRACT 14), in the only place that has them in plain text: {@code
 * credentials.json}, readable by its owner alone. The operator may move the file away; the keys stay in force.
 */
public record Credentials(UUID tenantId, String liveKey, String testKey, String rootKey) {

    public static final String FILE = "credentials.json";

    private static final int SECRET_BYTES = 20;

    /** A new tenant id and new keys. */
    public static Credentials fresh() {
        var random = new SecureRandom();
        return new Credentials(UUID.randomUUID(), "qs_live_" + secret(random), "qs_test_" + secret(random),
                "qs_root_" + secret(random));
    }

    private static String secret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    /** The file's credentials, if it is there. Throws {@link CannotStartException} when they cannot be read. */
    public static Optional<Credentials> in(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.MAPPER.readTree(Files.readString(file));
            return Optional.of(new Credentials(UUID.fromString(text(json, "tenant_id")), text(json, "live_key"),
                    text(json, "test_key"), text(json, "root_key")));
        } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException e) {
            // The cause would quote the file, and with it a key.
            throw new CannotStartException(
                    file + " is damaged: put it back from a copy, or move it away; the keys that were in"
                            + " it stay in force");
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be read: " + e, e);
        }
    }

    private static String text(JsonNode json, String member) {
        String text = json.path(member).asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no " + member);
        }
        return text;
    }

    /** Keeps them in the file, whole or not at all. */
    public void writeTo(Path file) {
        var json = Json.MAPPER.createObjectNode().put("tenant_id", tenantId.toString()).put("live_key", liveKey)
                .put("test_key", testKey).put("root_key", rootKey);
        try {
            DurableFile.write(file, json.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be written: " + e, e);
        }
    }

    /** Without the keys: this may end up in a log. */
    @Override
    public String toString() {
        return "Credentials[tenantId=" + tenantId + "]";
    }
}
