package io.quotastack.ledger.read;

import java.util.Set;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;

/** All customers of an environment by creation, then id. */
final class CustomerList {

    private final OwnedPartitions<Shard> shards;

    CustomerList(OwnedPartitions<Shard> shards) {
        this.shards = shards;
    }

    ListPart<byte[]> list(ListQuery.Customers query, KeysetPage stretch, Set<Integer> partitions) {
        TenantEnvironment tenantEnvironment = query.tenantEnvironment();
        return new EnvironmentRows(shards.of(partitions), StateKeys.customersByCreation(tenantEnvironment))
                .next(stretch)
                .fill(stretch.most(), row -> Json.bytes(
                        CustomerView.of(customer(StateKeys.customerByCreation(tenantEnvironment, row)))));
    }

    private Customer customer(CustomerKey key) {
        return shards.of(key).read(key, StoredAccount::customer)
                .orElseThrow(() -> new IllegalStateException("listed, but not there: " + key));
    }
}
