package io.quotastack.schemas.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;

/** Seals secrets with one master key, and opens what that one or earlier ones sealed. */
public final class SecretBox {

    private final MasterKey current;
    /** By id, the current one first. */
    private final Map<String, MasterKey> keys = new LinkedHashMap<>();

    /**
     * A box of these keys.
     *
     * @param earlier keys whose secrets are still to be opened
     */
    public SecretBox(MasterKey current, List<MasterKey> earlier) {
        this.current = current;
        keys.put(current.id(), current);
        earlier.forEach(key -> keys.putIfAbsent(key.id(), key));
    }

    /** The id of the key that seals. */
    public String keyId() {
        return current.id();
    }

    /** Whether what the key of that id sealed is opened. */
    public boolean hasKey(String id) {
        return keys.containsKey(id);
    }

    public SealedSecret seal(TenantEnvironment tenantEnvironment, byte[] secret) {
        return current.seal(tenantEnvironment, secret);
    }

    /** Whether it was sealed with the key that seals now. */
    public boolean isSealedAnew(SealedSecret secret) {
        return secret.keyId().filter(keyId()::equals).isPresent();
    }

    /** The plaintext. Throws IllegalStateException when none of the keys opens it, or it is of another environment. */
    public byte[] open(TenantEnvironment tenantEnvironment, SealedSecret secret) {
        return secret.keyId().isPresent()
                ? key(secret.keyId().get()).open(tenantEnvironment, secret)
                : openOfUnknownKey(tenantEnvironment, secret);
    }

    private MasterKey key(String id) {
        return Optional.ofNullable(keys.get(id)).orElseThrow(() -> new IllegalStateException(
                "the secret is sealed with the master key " + id + ", which is not known here"));
    }

    private byte[] openOfUnknownKey(TenantEnvironment tenantEnvironment, SealedSecret secret) {
        var refusal = new IllegalStateException("no master key known here opens the secret");
        for (MasterKey key : keys.values()) {
            try {
                return key.open(tenantEnvironment, secret);
            } catch (IllegalStateException e) {
                refusal.addSuppressed(e);
            }
        }
        throw refusal;
    }
}
