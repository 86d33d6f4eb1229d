package io.quotastack.api.customer;

import java.util.Optional;
import java.util.UUID;

import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.QueryParameters;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.FieldFault;

/**
 * Reads which customer a body or a query names: by exactly one of {@code customer_id} and {@code external_customer_id}
 * (CONTRACT 2). An empty result has named its fault.
 */
public final class CustomerReader {

    private static final String ID = "customer_id";
    private static final String EXTERNAL_ID = "external_customer_id";
    private static final String NEITHER = "exactly one of customer_id and external_customer_id is needed, not neither";
    private static final String BOTH = "exactly one of customer_id and external_customer_id is needed, not both";

    private CustomerReader() {}

    public static Optional<CustomerRef> required(Fields body, TenantEnvironment tenantEnvironment) {
        if (!body.has(ID) && !body.has(EXTERNAL_ID)) {
            body.errors().addCustomerIdentifier(FieldFault.at(body.at(ID).name(), NEITHER));
        }
        return optional(body, tenantEnvironment);
    }

    public static Optional<CustomerRef> optional(Fields body, TenantEnvironment tenantEnvironment) {
        if (body.has(ID) && body.has(EXTERNAL_ID)) {
            body.errors().addCustomerIdentifier(FieldFault.at(body.at(ID).name(), BOTH));
        }
        return ref(body.optional(ID, FieldTypes.CUSTOMER_ID), body.optional(EXTERNAL_ID, FieldTypes.EXTERNAL_ID),
                tenantEnvironment);
    }

    public static Optional<CustomerRef> required(QueryParameters query, TenantEnvironment tenantEnvironment) {
        if (!query.has(ID) && !query.has(EXTERNAL_ID)) {
            query.errors().addCustomerIdentifier(FieldFault.parameter(ID, NEITHER));
        }
        return optional(query, tenantEnvironment);
    }

    public static Optional<CustomerRef> optional(QueryParameters query, TenantEnvironment tenantEnvironment) {
        if (query.has(ID) && query.has(EXTERNAL_ID)) {
            query.errors().addCustomerIdentifier(FieldFault.parameter(ID, BOTH));
        }
        return ref(query.text(ID, FieldTypes.CUSTOMER_ID), query.text(EXTERNAL_ID, FieldTypes.EXTERNAL_ID),
                tenantEnvironment);
    }

    private static Optional<CustomerRef> ref(Optional<UUID> id, Optional<String> externalId,
            TenantEnvironment tenantEnvironment) {
        return externalId.map(name -> CustomerRef.byExternalId(tenantEnvironment, name))
                .or(() -> id.map(customerId -> CustomerRef.byId(new CustomerKey(tenantEnvironment, customerId))));
    }
}
