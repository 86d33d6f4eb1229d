package io.quotastack.ledger.verify;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.UnreadableRowException;

/** Names customers so that an operator finds them. */
final class Names {

    private Names() {}

    /** Our name, and the tenant's when either state has it. */
    static String of(CustomerKey customer, Shard image, Shard fresh) {
        try {
            return "customer " + customer + image.deciding(customer).customer()
                    .or(() -> fresh.deciding(customer).customer()).map(Customer::externalId)
                    .map(name -> " (" + name + ")").orElse("");
        } catch (UnreadableRowException e) {
            return "customer " + customer;
        }
    }
}
