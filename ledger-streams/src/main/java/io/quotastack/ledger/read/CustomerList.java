package io.quotastack.ledger.read;

import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.GrowingPage;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.platform.store.OwnedPartitions;

/** All customers of an environment by creation, then id; merged from all shards. */
final class CustomerList {

    private final OwnedPartitions<Shard> shards;

    CustomerList(OwnedPartitions<Shard> shards) {
        this.shards = shards;
    }

    Reply list(Query.ListCustomers query, RequestContext request) {
        var all = new EnvironmentRows(shards, StateKeys.customersByCreation(query.tenantEnvironment()));
        if (all.foreign(query.page())) {
            return Reads.foreignCursor(request);
        }
        // One more than asked for, to know whether there are more.
        List<Bytes> rows = all.next(all.start(query.page()), query.page().limit() + 1);
        var page = new GrowingPage(query.page().limit());
        int shown = 0;
        while (shown < rows.size() && !page.isFull()) {
            page.add(CustomerView.of(customer(StateKeys.customerByCreation(query.tenantEnvironment(),
                    rows.get(shown++)))));
        }
        return page.reply(shown < rows.size()
                ? Optional.of(EnvironmentRows.cursor(rows.get(shown - 1)))
                : Optional.empty());
    }

    private Customer customer(CustomerKey key) {
        return shards.of(key).read(key, StoredAccount::customer)
                .orElseThrow(() -> new IllegalStateException("listed, but not there: " + key));
    }
}
