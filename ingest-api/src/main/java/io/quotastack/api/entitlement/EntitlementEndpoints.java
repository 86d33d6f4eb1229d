package io.quotastack.api.entitlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.UsageTypes;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.Check;

/** May this customer use so much of that now? The hot path: a key, a few map reads, one question (CONTRACT 6). */
public final class EntitlementEndpoints {

    /** As many as one event may have lines: together they are asked about as such. */
    private static final FieldType<List<Check>> CHECKS = FieldTypes.list(
            FieldTypes.object(new Check("", 0),
                    check -> new Check(check.required(UsageTypes.METRIC, FieldTypes.METRIC_KEY),
                            check.required("units", UsageTypes.UNITS),
                            check.optional("metadata", FieldTypes.METADATA).orElse(Map.of()))),
            1, UsageLines.MOST_LINES);

    private final Accounts accounts;

    public EntitlementEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.ENTITLEMENTS_READ);
        List<Route> routes = new ArrayList<>();
        routes.addAll(CustomerPaths.get("/entitlements/{billable_metric_key}", read, this::check));
        routes.add(Route.ask("/v1/entitlements/check", read, this::checkMany));
        return routes;
    }

    private Reply check(Request request, CustomerPaths.Named customer) {
        long units = request.query().integer("units", 1, 0, UsageEvent.MAX_UNITS);
        request.refuseErrors();
        return accounts.read(request,
                new Query.CheckEntitlement(customer.key(), new Check(request.path("billable_metric_key"), units)));
    }

    private Reply checkMany(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        List<Check> checks = body.required("checks", CHECKS);
        request.refuseErrors(body);
        return accounts.read(request, new Query.CheckEntitlements(customer.orElseThrow().key(), checks));
    }
}
