package io.quotastack.gateway.list;

import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.webhook.DeliveryStatus;

/** A list over all customers of an environment, whose rows stand wherever the customers live. */
public sealed interface ListQuery {

    TenantEnvironment tenantEnvironment();

    /** How clients say where the list goes on. */
    ListCursor cursor();

    /** A list that the accounts answer. */
    sealed interface OfAccounts extends ListQuery {}

    /** By creation, then id. */
    record Customers(TenantEnvironment tenantEnvironment, CustomerFilter filter) implements OfAccounts {
        @Override
        public ListCursor cursor() {
            return ListCursor.of("customers", tenantEnvironment.toString());
        }
    }

    /** By creation, then customer. */
    record Subscriptions(TenantEnvironment tenantEnvironment, Optional<SubscriptionStatus> status)
            implements OfAccounts {
        @Override
        public ListCursor cursor() {
            return ListCursor.of("subscriptions", tenantEnvironment.toString());
        }
    }

    /** Refused events of all customers, or those of one, by the time of refusal. */
    record RefusedUsage(TenantEnvironment tenantEnvironment, Optional<CustomerKey> customer) implements OfAccounts {
        @Override
        public ListCursor cursor() {
            return ListCursor.of("refused usage", owner(tenantEnvironment, customer));
        }
    }

    /** Customers of a simulation, by how much more or less they would have paid, the greatest difference first. */
    record SimulatedCustomers(TenantEnvironment tenantEnvironment, String simulationId) implements OfAccounts {
        @Override
        public ListCursor cursor() {
            return ListCursor.of("simulated customers", tenantEnvironment + "/" + simulationId);
        }
    }

    /** Deliveries to all customers, or those of one, by creation, then id. */
    record Deliveries(
            TenantEnvironment tenantEnvironment,
            Optional<DeliveryStatus> status,
            Optional<CustomerKey> customer,
            Optional<String> type) implements ListQuery {
        @Override
        public ListCursor cursor() {
            return ListCursor.of("deliveries", owner(tenantEnvironment, customer));
        }
    }

    private static String owner(TenantEnvironment tenantEnvironment, Optional<CustomerKey> customer) {
        return customer.map(CustomerKey::toString).orElseGet(tenantEnvironment::toString);
    }
}
