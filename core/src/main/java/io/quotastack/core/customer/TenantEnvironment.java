package io.quotastack.core.customer;

import java.util.UUID;

/** One sealed environment: a tenant in one environment. Text form {@code <tenant_id>/<environment>}. */
public record TenantEnvironment(UUID tenantId, Environment environment) {

    /** Written out, as that of {@link CustomerKey} is. */
    @Override
    public int hashCode() {
        return 31 * tenantId.hashCode() + environment.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TenantEnvironment of && environment == of.environment && tenantId.equals(of.tenantId);
    }

    @Override
    public String toString() {
        return tenantId + "/" + environment.text();
    }

    /** Reads the form that {@link #toString} writes. Throws IllegalArgumentException on any other text. */
    public static TenantEnvironment parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not <tenant_id>/<environment>: " + text);
        }
        return new TenantEnvironment(UUID.fromString(text.substring(0, slash)),
                Environment.parse(text.substring(slash + 1))
                        .orElseThrow(() -> new IllegalArgumentException("no such environment: " + text)));
    }
}
