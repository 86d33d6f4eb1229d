package io.quotastack.schemas.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;

/**
 * A key that seals secrets with AES-256 in GCM and opens them again. A sealed secret is bound to its environment: in
 * another one it does not open. Keys for sealing and for marks both derive from it.
 */
public final class MasterKey {

    /** How long a key is. */
    public static final int BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MARK_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec sealing;
    private final SecretKeySpec marking;
    private final String id;

    /** @param key of {@value #BYTES} bytes */
    private MasterKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a master key must have " + BYTES + " bytes");
        }
        var master = new SecretKeySpec(key, "HmacSHA256");
        this.sealing = new SecretKeySpec(mac(master, "seal".getBytes(UTF_8)), "AES");
        this.marking = new SecretKeySpec(mac(master, "mark".getBytes(UTF_8)), "HmacSHA256");
        this.id = HexFormat.of().formatHex(mac(marking, "fingerprint".getBytes(UTF_8)), 0, MARK_BYTES);
    }

    /** A key written in base64. Throws IllegalArgumentException when it is none. */
    public static MasterKey of(String base64) {
        return new MasterKey(Base64.getDecoder().decode(base64.strip()));
    }

    /** A new one in base64. */
    public static String fresh() {
        return Base64.getEncoder().encodeToString(random(BYTES));
    }

    /** By which two keys are known to be the same; it tells nothing of the key. */
    public String id() {
        return id;
    }

    SealedSecret seal(TenantEnvironment tenantEnvironment, byte[] secret) {
        byte[] nonce = random(NONCE_BYTES);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, tenantEnvironment, secret);
        byte[] both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
        byte[] place = tenantEnvironment.toString().getBytes(UTF_8);
        byte[] mark = mac(marking,
                ByteBuffer.allocate(place.length + 1 + secret.length).put(place).put((byte) 0).put(secret).array());
        return new SealedSecret(Optional.of(id), Base64.getEncoder().encodeToString(both),
                HexFormat.of().formatHex(mark, 0, MARK_BYTES));
    }

    /** The plaintext. Throws IllegalStateException when it was sealed with another key or for another environment. */
    byte[] open(TenantEnvironment tenantEnvironment, SealedSecret secret) {
        ByteBuffer both = ByteBuffer.wrap(Base64.getDecoder().decode(secret.sealed()));
        byte[] nonce = new byte[NONCE_BYTES];
        both.get(nonce);
        byte[] sealed = new byte[both.remaining()];
        both.get(sealed);
        return cipher(Cipher.DECRYPT_MODE, nonce, tenantEnvironment, sealed);
    }

    private byte[] cipher(int mode, byte[] nonce, TenantEnvironment tenantEnvironment, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(tenantEnvironment.toString().getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret does not open with the master key " + id, e);
        }
    }

    private static byte[] mac(SecretKeySpec key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Without the key: this may end up in a log. */
    @Override
    public String toString() {
        return "MasterKey[id=" + id + "]";
    }
}
