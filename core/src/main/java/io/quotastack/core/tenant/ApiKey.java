package io.quotastack.core.tenant;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.digest.Sha256;

/**
 * A key of one environment of one tenant. The plaintext is never kept.
 *
 * @param hash lower-case hex SHA-256 of the plaintext
 * @param prefix the first letters of the plaintext, enough to recognise it by
 * @param scopes empty: everything in its environment
 * @param lastUsedAt to the minute
 */
public record ApiKey(
        String id,
        TenantEnvironment tenantEnvironment,
        String name,
        String hash,
        String prefix,
        Set<Scope> scopes,
        Instant createdAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> revokedAt) {

    public ApiKey {
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
    }

    /** Lower-case hex SHA-256 of a key's plaintext: the form in which keys are kept and looked up. */
    public static String hashOf(String plaintext) {
        return Sha256.hex(plaintext);
    }

    public boolean allows(Scope scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }
}
