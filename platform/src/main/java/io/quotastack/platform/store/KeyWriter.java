package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * Writes the key of a row from front to back. Numbers are big-endian, so that bytes sort as they do; {@link KeyReader}
 * reads the same parts in the same order.
 */
public final class KeyWriter {

    static final byte LIVE = 1;
    static final byte TEST = 2;

    /** Enough for all that is not text. */
    private static final int USUAL_BYTES = 64;

    private ByteBuffer key = ByteBuffer.allocate(USUAL_BYTES);

    private KeyWriter() {}

    /** Begins with the family, the byte that all keys of one kind begin with; not the highest. */
    public static KeyWriter of(int family) {
        return new KeyWriter().octet(family);
    }

    /** One byte: a kind, a rank, a mark. */
    public KeyWriter octet(int octet) {
        room(Byte.BYTES).put((byte) octet);
        return this;
    }

    public KeyWriter environment(TenantEnvironment tenantEnvironment) {
        return id(tenantEnvironment.tenantId()).octet(octet(tenantEnvironment.environment()));
    }

    /** The environment, then the customer's id. */
    public KeyWriter customer(CustomerKey customer) {
        return environment(customer.tenantEnvironment()).id(customer.customerId());
    }

    public KeyWriter id(UUID id) {
        room(2 * Long.BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return this;
    }

    /** A number that is never below 0. */
    public KeyWriter number(long number) {
        room(Long.BYTES).putLong(number);
        return this;
    }

    /** A number of either sign: the sign bit is turned. */
    public KeyWriter signed(long number) {
        return number(number ^ Long.MIN_VALUE);
    }

    /** A number of either sign, in two bytes. */
    public KeyWriter signed(short number) {
        room(Short.BYTES).putShort((short) (number ^ Short.MIN_VALUE));
        return this;
    }

    /** To the millisecond; {@link Instant#MAX}, which stands for never, is behind all others. */
    public KeyWriter instant(Instant instant) {
        return signed(instant.equals(Instant.MAX) ? Long.MAX_VALUE : instant.toEpochMilli());
    }

    /** In UTF-8. Nothing marks its end: it is the last part, or the one who writes the key ends it. */
    public KeyWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(utf8.length).put(utf8);
        return this;
    }

    public byte[] bytes() {
        return Arrays.copyOf(key.array(), key.position());
    }

    public Bytes key() {
        return Bytes.wrap(bytes());
    }

    /** The rows whose keys begin with what was written. */
    public KeyRange range() {
        return KeyRange.of(key());
    }

    private static byte octet(Environment environment) {
        return switch (environment) {
            case LIVE -> LIVE;
            case TEST -> TEST;
        };
    }

    private ByteBuffer room(int bytes) {
        if (key.remaining() < bytes) {
            key = ByteBuffer.allocate(key.position() + bytes + USUAL_BYTES).put(key.flip());
        }
        return key;
    }
}
