package io.quotastack.platform.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * Writes what one node says to another, part by part; {@link WireReader} reads the same parts in the same order. It begins
 * with the number of the format. Numbers are big-endian; texts and lists have their length before them.
 */
public final class WireWriter {

    /** The number of the form that all calls and answers have now. */
    static final int FORMAT = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Nothing but the format yet. */
    public WireWriter() {
        octet(FORMAT);
    }

    /** One byte: a kind, a mark. */
    public WireWriter octet(int octet) {
        bytes.write(octet);
        return this;
    }

    public WireWriter flag(boolean flag) {
        return octet(flag ? 1 : 0);
    }

    public WireWriter number(long number) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    /** A number of four bytes, of what there are never more. */
    public WireWriter count(int count) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
        return this;
    }

    public WireWriter bytes(byte[] part) {
        count(part.length);
        bytes.writeBytes(part);
        return this;
    }

    public WireWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** By its name, which is part of the format. */
    public WireWriter constant(Enum<?> constant) {
        return text(constant.name());
    }

    /** To the nanosecond. */
    public WireWriter instant(Instant instant) {
        return number(instant.getEpochSecond()).count(instant.getNano());
    }

    public WireWriter id(UUID id) {
        return number(id.getMostSignificantBits()).number(id.getLeastSignificantBits());
    }

    public WireWriter environment(TenantEnvironment tenantEnvironment) {
        return id(tenantEnvironment.tenantId()).constant(tenantEnvironment.environment());
    }

    public WireWriter customer(CustomerKey customer) {
        return environment(customer.tenantEnvironment()).id(customer.customerId());
    }

    public WireWriter number(OptionalLong number) {
        flag(number.isPresent());
        number.ifPresent(this::number);
        return this;
    }

    public <T> WireWriter optional(Optional<T> part, BiConsumer<WireWriter, T> writer) {
        flag(part.isPresent());
        part.ifPresent(present -> writer.accept(this, present));
        return this;
    }

    public <T> WireWriter list(List<T> parts, BiConsumer<WireWriter, T> writer) {
        count(parts.size());
        parts.forEach(part -> writer.accept(this, part));
        return this;
    }

    /** All that was written. */
    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
