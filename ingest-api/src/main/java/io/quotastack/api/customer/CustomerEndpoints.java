package io.quotastack.api.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.AlertsAndCapsBody;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.QueryParameters;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** Creates, shows and changes customers (CONTRACT 2). */
public final class CustomerEndpoints {

    private static final FieldType<OveragePolicy> OVERAGE_POLICY = FieldTypes.choice(OveragePolicy::text,
            OveragePolicy.values());
    private static final FieldType<Long> MILLICREDITS = FieldTypes.integer(0, Long.MAX_VALUE);
    private static final FieldType<SpendCap.Per> PER = FieldTypes.choice(SpendCap.Per::text, SpendCap.Per.values());
    private static final FieldType<SpendCap> SPEND_CAP = FieldTypes.object(new SpendCap(0, SpendCap.Per.DAY),
            fields -> new SpendCap(fields.required("credits", MILLICREDITS), fields.required("per", PER)));

    private static final FieldType<Long> REQUESTS_A_DAY = FieldTypes.integer(1, 1_000);
    private static final FieldType<AutoTopup> AUTO_TOPUP = FieldTypes.object(new AutoTopup(0, "", 1),
            fields -> new AutoTopup(fields.required("threshold", MILLICREDITS),
                    fields.required("package_id", FieldTypes.ID),
                    fields.required("max_per_day", REQUESTS_A_DAY).intValue()));

    private static final String EXTERNAL_CUSTOMER_ID = "external_customer_id";
    private static final String EXTERNAL_ID = "external_id";
    private static final String BALANCE_BELOW = "effective_balance_below";
    private static final String METADATA = "metadata";

    private final Accounts accounts;

    public CustomerEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.CUSTOMERS_READ);
        Access write = Access.scope(Scope.CUSTOMERS_WRITE);
        List<Route> routes = new ArrayList<>();
        routes.add(Route.post("/v1/customers", write, this::create));
        routes.add(Route.get("/v1/customers", read, this::list));
        routes.addAll(CustomerPaths.get("", read, this::get));
        routes.addAll(CustomerPaths.patch("", write, this::update));
        return routes;
    }

    private Reply create(Request request) {
        Fields body = request.body();
        Optional<String> name = body.optional(EXTERNAL_CUSTOMER_ID, FieldTypes.EXTERNAL_ID);
        Optional<String> shortName = body.optional(EXTERNAL_ID, FieldTypes.EXTERNAL_ID);
        if (body.has(EXTERNAL_CUSTOMER_ID) && body.has(EXTERNAL_ID)) {
            body.at(EXTERNAL_ID).fault("is another name of external_customer_id: give one of them");
        } else if (!body.has(EXTERNAL_CUSTOMER_ID) && !body.has(EXTERNAL_ID)) {
            body.at(EXTERNAL_CUSTOMER_ID).fault("is missing");
        }
        Optional<String> displayName = body.nullable("display_name", FieldTypes.TEXT);
        Optional<Map<String, String>> metadata = body.optional(METADATA, FieldTypes.METADATA);
        request.refuseErrors(body);
        return accounts.submit(request,
                CustomerRef.byExternalId(request.tenantEnvironment(), name.or(() -> shortName).orElseThrow()),
                new Command.CreateCustomer(displayName, metadata.orElse(Map.of())));
    }

    private Reply update(Request request, CustomerPaths.Named customer) {
        Fields body = request.body();
        var command = new Command.UpdateCustomer(body.patch("display_name", FieldTypes.TEXT),
                body.optional(METADATA, FieldTypes.METADATA), body.patch("overage_policy", OVERAGE_POLICY),
                body.patch("overage_limit", MILLICREDITS), body.patch("low_balance_threshold", MILLICREDITS),
                body.patch("spend_cap", SPEND_CAP), body.patch("auto_topup", AUTO_TOPUP),
                body.patch("alerts", AlertsAndCapsBody.ALERTS), body.patch("caps", AlertsAndCapsBody.CAPS));
        request.refuseErrors(body);
        return accounts.submit(request, customer.ref(), command);
    }

    private Reply get(Request request, CustomerPaths.Named customer) {
        request.refuseErrors();
        return accounts.read(request, new Query.GetCustomer(customer.key()));
    }

    private Reply list(Request request) {
        CustomerFilter filter = filter(request.query());
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.list(request, new ListQuery.Customers(request.tenantEnvironment(), filter), page);
    }

    private static CustomerFilter filter(QueryParameters query) {
        Optional<Long> below = query.has(BALANCE_BELOW)
                ? Optional.of(query.integer(BALANCE_BELOW, 0, Long.MIN_VALUE, Long.MAX_VALUE))
                : Optional.empty();
        Optional<String> plan = query.text("plan_id");
        Optional<String> pair = query.text(METADATA);
        if (pair.isPresent() && pair.get().indexOf('=') < 1) {
            query.at(METADATA).fault("must be a key, '=' and a value");
        }
        return new CustomerFilter(below, plan, pair.filter(text -> text.indexOf('=') > 0)
                .map(text -> new CustomerFilter.MetadataPair(text.substring(0, text.indexOf('=')),
                        text.substring(text.indexOf('=') + 1))));
    }
}
