package io.quotastack.client;

import java.util.Map;

/** One of the two names of a customer (CONTRACT 2). */
public sealed interface CustomerName {

    /** Your own name of a customer. */
    static CustomerName external(String externalId) {
        return new External(externalId);
    }

    /** The {@code customer_id}. */
    static CustomerName id(String customerId) {
        return new Id(customerId);
    }

    /** The path of the customer, and what is below. */
    String path(String below);

    /** As the member of a body. */
    Map<String, String> member();

    /** As the parameter of a query. */
    String parameter();

    record External(String externalId) implements CustomerName {

        @Override
        public String path(String below) {
            return "/v1/customer-by-external-id/" + ApiRequest.segment(externalId) + below;
        }

        @Override
        public Map<String, String> member() {
            return Map.of("external_customer_id", externalId);
        }

        @Override
        public String parameter() {
            return "external_customer_id=" + ApiRequest.encode(externalId);
        }
    }

    record Id(String customerId) implements CustomerName {

        @Override
        public String path(String below) {
            return "/v1/customers/" + ApiRequest.segment(customerId) + below;
        }

        @Override
        public Map<String, String> member() {
            return Map.of("customer_id", customerId);
        }

        @Override
        public String parameter() {
            return "customer_id=" + ApiRequest.encode(customerId);
        }
    }
}
