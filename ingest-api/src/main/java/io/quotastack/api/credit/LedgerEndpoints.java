package io.quotastack.api.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** The ledger of a customer, and why an entry is as it is (CONTRACT 3 and 5). */
public final class LedgerEndpoints {

    private enum Order {
        ASC,
        DESC;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Accounts accounts;

    public LedgerEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.CREDITS_READ);
        List<Route> routes = new ArrayList<>();
        routes.addAll(CustomerPaths.get("/ledger", read, this::list));
        routes.addAll(CustomerPaths.get("/ledger/{entry_id}", read, this::get));
        routes.addAll(CustomerPaths.get("/ledger/{entry_id}/explain", read, this::explain));
        return routes;
    }

    private Reply list(Request request, CustomerPaths.Named customer) {
        Optional<EntryType> type = request.query().choice("type", EntryType::text, EntryType.values());
        Optional<Instant> from = request.query().time("from");
        Optional<Instant> to = request.query().time("to");
        boolean descending = request.query().choice("order", Order::text, Order.values())
                .orElse(Order.ASC) == Order.DESC;
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.read(request, new Query.ListLedger(customer.key(), type, from, to, descending, page));
    }

    private Reply get(Request request, CustomerPaths.Named customer) {
        request.refuseErrors();
        return accounts.read(request, new Query.GetEntry(customer.key(), request.path("entry_id")));
    }

    private Reply explain(Request request, CustomerPaths.Named customer) {
        request.refuseErrors();
        return accounts.read(request, new Query.ExplainEntry(customer.key(), request.path("entry_id")));
    }
}
