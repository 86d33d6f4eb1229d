package io.quotastack.core.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * A key of one environment of one tenant. The plaintext is never kept.
 *
 * @param hash lower-case hex SHA-256 of the plaintext
 * @param prefix the first letters of the plaintext, enough to recognise it by
 * @param scopes empty: everything in its environment
 * @param lastUsedAt to the minute
 */
public record ApiKey(String id, TenantEnvironment world, String name, String hash, String prefix, Set<Scope> scopes,
        Instant createdAt, Optional<Instant> lastUsedAt, Optional<Instant> revokedAt) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Lower-case hex SHA-256 of a key's plaintext: the form in which keys are kept and looked up. */
    public static String hashOf(String plaintext) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(plaintext.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public boolean allows(Scope scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }
}
