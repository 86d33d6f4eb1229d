package io.quotastack.ledger.read;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;

/** The customers of an environment by creation, then id: all, or those that a filter shows. */
final class CustomerList {

    private final OwnedPartitions<Shard> shards;
    private final AccountReads accounts;
    private final Function<CustomerKey, Config.EnvironmentConfig> environmentConfig;
    private final Clock clock;

    CustomerList(OwnedPartitions<Shard> shards, AccountReads accounts,
            Function<CustomerKey, Config.EnvironmentConfig> environmentConfig, Clock clock) {
        this.shards = shards;
        this.accounts = accounts;
        this.environmentConfig = environmentConfig;
        this.clock = clock;
    }

    ListPart<byte[]> list(ListQuery.Customers query, KeysetPage stretch, Set<Integer> partitions) {
        TenantEnvironment tenantEnvironment = query.tenantEnvironment();
        var all = new EnvironmentRows(shards.of(partitions), StateKeys.customersByCreation(tenantEnvironment));
        return query.filter().isNone()
                ? all.next(stretch).fill(stretch.most(),
                        row -> Json.bytes(CustomerView.of(customer(key(tenantEnvironment, row)))))
                : all.nextShown(stretch,
                        row -> shown(key(tenantEnvironment, row), query.filter()).map(CustomerView::of));
    }

    private Optional<Customer> shown(CustomerKey key, CustomerFilter filter) {
        return Optional.of(customer(key)).filter(customer -> hasMetadata(customer, filter))
                .filter(customer -> (filter.planId().isEmpty() && filter.effectiveBalanceBelow().isEmpty())
                        || accounts.meets(key, filter, environmentConfig.apply(key), clock.instant()));
    }

    private static boolean hasMetadata(Customer customer, CustomerFilter filter) {
        return filter.metadata().filter(pair -> !pair.value().equals(customer.metadata().get(pair.key()))).isEmpty();
    }

    private static CustomerKey key(TenantEnvironment tenantEnvironment, Bytes row) {
        return StateKeys.customerByCreation(tenantEnvironment, row);
    }

    private Customer customer(CustomerKey key) {
        return shards.of(key).read(key, StoredAccount::customer)
                .orElseThrow(() -> new IllegalStateException("listed, but not there: " + key));
    }
}
