package io.quotastack.ledger.read;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.query.Query;
import io.quotastack.ledger.state.KeyRange;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.Shards;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.ledger.state.StoredAccount;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.ledger.view.PageView;
import io.quotastack.schemas.json.ProblemJson;

/** All customers of an environment by creation, then id; merged from all shards. */
final class CustomerList {

    private final Shards shards;

    CustomerList(Shards shards) {
        this.shards = shards;
    }

    Reply list(Query.ListCustomers query, RequestContext request) {
        KeyRange range = StateKeys.customersByCreation(query.world());
        Optional<Bytes> after = query.page().cursor().flatMap(CustomerList::decode);
        if (query.page().cursor().isPresent() && after.filter(range::contains).isEmpty()) {
            return ProblemJson.reply(
                    Problem.invalid(List.of(FieldFault.parameter("cursor", "not a cursor of this list"))), request);
        }
        // One more than asked for, to know whether there are more.
        List<Bytes> rows = rows(range, after, query.page().limit() + 1);
        boolean more = rows.size() > query.page().limit();
        List<Bytes> page = more ? rows.subList(0, query.page().limit()) : rows;
        List<CustomerView> customers = page.stream().map(row -> StateKeys.customerByCreation(query.world(), row))
                .map(this::customer).map(CustomerView::of).toList();
        return Reads.ok(PageView.of(customers, more ? Optional.of(encode(page.getLast())) : Optional.empty()));
    }

    private List<Bytes> rows(KeyRange range, Optional<Bytes> after, int most) {
        List<Bytes> rows = new ArrayList<>();
        for (Shard shard : shards.all()) {
            rows.addAll(shard.scan(range, after.orElse(range.from()), found -> {
                List<Bytes> ofShard = new ArrayList<>();
                while (found.hasNext() && ofShard.size() < most) {
                    Bytes row = found.next().key;
                    if (after.isEmpty() || !after.get().equals(row)) {
                        ofShard.add(row);
                    }
                }
                return ofShard;
            }));
        }
        rows.sort(Comparator.naturalOrder());
        return rows.subList(0, Math.min(most, rows.size()));
    }

    private Customer customer(CustomerKey key) {
        return shards.of(key).read(key, StoredAccount::customer)
                .orElseThrow(() -> new IllegalStateException("listed, but not there: " + key));
    }

    private static String encode(Bytes row) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(row.get());
    }

    private static Optional<Bytes> decode(String cursor) {
        try {
            return Optional.of(Bytes.wrap(Base64.getUrlDecoder().decode(cursor)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a cursor: the caller says so
        }
    }
}
