package io.quotastack.core.customer;

import java.util.Optional;

/**
 * How a request names a customer. A write that names one by an external id creates it when it takes effect; one that
 * names it by {@code customer_id} meets 404 when there is none (CONTRACT 2).
 *
 * @param externalId the tenant's own string, when the request used that name
 */
public record CustomerRef(CustomerKey key, Optional<String> externalId) {

    public static CustomerRef byExternalId(TenantEnvironment tenantEnvironment, String externalId) {
        return new CustomerRef(CustomerKey.ofExternalId(tenantEnvironment, externalId), Optional.of(externalId));
    }

    public static CustomerRef byId(CustomerKey key) {
        return new CustomerRef(key, Optional.empty());
    }
}
