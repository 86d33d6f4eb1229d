package io.quotastack.core.customer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The account a record belongs to. Its text, {@code tenant_id/environment/customer_id}, is the key of every record in
 * the topics that are ordered by customer, so all that changes one customer stands in one partition in one order.
 */
public record CustomerKey(TenantEnvironment tenantEnvironment, UUID customerId) {

    /** The key of the customer whom the tenant calls {@code externalId}: no lookup, the id derives from the name. */
    public static CustomerKey ofExternalId(TenantEnvironment tenantEnvironment, String externalId) {
        return new CustomerKey(tenantEnvironment, nameBasedId(tenantEnvironment, externalId));
    }

    /** UUIDv5 (RFC 9562, 5.5) in the namespace {@code tenant_id} of the UTF-8 name {@code <environment>:<external id>}. */
    private static UUID nameBasedId(TenantEnvironment tenantEnvironment, String externalId) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
        sha1.update(ByteBuffer.allocate(16).putLong(tenantEnvironment.tenantId().getMostSignificantBits())
                .putLong(tenantEnvironment.tenantId().getLeastSignificantBits()).flip());
        byte[] digest = sha1
                .digest((tenantEnvironment.environment().text() + ":" + externalId).getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = bytes.getLong();
        long low = bytes.getLong();
        return new UUID((high & 0xffff_ffff_ffff_0fffL) | 0x5000L,
                (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /** Written out, as a record's own is slow where it is asked for with every row. */
    @Override
    public int hashCode() {
        return 31 * tenantEnvironment.hashCode() + customerId.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CustomerKey key && customerId.equals(key.customerId)
                && tenantEnvironment.equals(key.tenantEnvironment);
    }

    @Override
    public String toString() {
        return tenantEnvironment + "/" + customerId;
    }

    /** Reads the form that {@link #toString} writes. Throws IllegalArgumentException on any other text. */
    public static CustomerKey parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not <tenant_id>/<environment>/<customer_id>: " + text);
        }
        return new CustomerKey(TenantEnvironment.parse(text.substring(0, slash)),
                UUID.fromString(text.substring(slash + 1)));
    }
}
