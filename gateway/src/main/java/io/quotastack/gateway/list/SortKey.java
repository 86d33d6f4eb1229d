package io.quotastack.gateway.list;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Where a row stands in its list: bytes that sort, unsigned, as the rows do. No two rows of a list have the same. */
public final class SortKey implements Comparable<SortKey> {

    private final byte[] bytes;

    private SortKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SortKey of(byte[] bytes) {
        return new SortKey(bytes.clone());
    }

    /** In a list by number, such as the sequence or the ordinal, which is never below 0. */
    public static SortKey of(long number) {
        return new SortKey(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** In a list by creation, then id. */
    public static SortKey of(Instant createdAt, String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        return new SortKey(ByteBuffer.allocate(Long.BYTES + utf8.length).putLong(createdAt.toEpochMilli()).put(utf8)
                .array());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The number, if this is a place of a list by number. */
    public Optional<Long> number() {
        return bytes.length == Long.BYTES
                ? Optional.of(ByteBuffer.wrap(bytes).getLong()).filter(number -> number >= 0)
                : Optional.empty();
    }

    @Override
    public int compareTo(SortKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortKey place && Arrays.equals(bytes, place.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
