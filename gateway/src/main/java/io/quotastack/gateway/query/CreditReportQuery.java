package io.quotastack.gateway.query;

import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.ReportTime;

/**
 * Asks what became of credits in some time (CONTRACT 15).
 *
 * @param customer whose; absent: all customers of the environment
 */
public record CreditReportQuery(TenantEnvironment tenantEnvironment, Optional<CustomerKey> customer, ReportTime time) {

    public CreditReportQuery {
        if (customer.isPresent() && !customer.get().tenantEnvironment().equals(tenantEnvironment)) {
            throw new IllegalArgumentException("a customer of another environment: " + customer.get());
        }
    }
}
