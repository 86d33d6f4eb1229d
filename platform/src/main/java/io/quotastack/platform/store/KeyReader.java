package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/** Reads what {@link KeyWriter} wrote, part by part. */
public final class KeyReader {

    public static final int ENVIRONMENT_BYTES = 2 * Long.BYTES + 1;
    public static final int CUSTOMER_BYTES = ENVIRONMENT_BYTES + 2 * Long.BYTES;

    private final ByteBuffer key;

    private KeyReader(byte[] key) {
        this.key = ByteBuffer.wrap(key);
    }

    public static KeyReader of(byte[] key) {
        return new KeyReader(key);
    }

    public static KeyReader of(Bytes key) {
        return new KeyReader(key.get());
    }

    public KeyReader skip(int bytes) {
        key.position(key.position() + bytes);
        return this;
    }

    /** Goes to where so many bytes are left. */
    public KeyReader skipToLast(int bytes) {
        key.position(key.limit() - bytes);
        return this;
    }

    public byte octet() {
        return key.get();
    }

    public TenantEnvironment environment() {
        return new TenantEnvironment(id(), octet() == KeyWriter.LIVE ? Environment.LIVE : Environment.TEST);
    }

    public CustomerKey customer() {
        return new CustomerKey(environment(), id());
    }

    public UUID id() {
        return new UUID(key.getLong(), key.getLong());
    }

    public long number() {
        return key.getLong();
    }

    public long signed() {
        return key.getLong() ^ Long.MIN_VALUE;
    }

    public short signedShort() {
        return (short) (key.getShort() ^ Short.MIN_VALUE);
    }

    public Instant instant() {
        long millis = signed();
        return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
    }

    /** All that is left. */
    public String text() {
        return textBefore(0);
    }

    /** All that is left before the last so many bytes. */
    public String textBefore(int last) {
        byte[] utf8 = new byte[key.remaining() - last];
        key.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
