package io.quotastack.api.tenant;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.RequestIds;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.tenant.ApiKeyGenerator.GeneratedApiKey;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.Environment;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.ConfigViews;

/** Tenants, for the operator (CONTRACT 13). */
public final class TenantEndpoints {

    private final Configurations configurations;

    public TenantEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    public List<Route> routes() {
        return List.of(Route.post("/v1/tenants", Access.OPERATOR, this::create),
                Route.get("/v1/tenants", Access.OPERATOR, this::list),
                Route.get("/v1/tenants/{tenant_id}", Access.OPERATOR, this::get));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String name = body.required("name", FieldTypes.TEXT);
        request.refuseErrors(body);
        GeneratedApiKey live = ApiKeyGenerator.generator(Environment.LIVE, "first live key");
        GeneratedApiKey test = ApiKeyGenerator.generator(Environment.TEST, "first test key");
        Reply reply = configurations.submit(request,
                new ConfigCommand.CreateTenant(RequestIds.next(), name, live.kept(), test.kept()));
        if (!Plaintext.belongsIn(reply)) {
            return reply;
        }
        ObjectNode tenant = Plaintext.tree(reply);
        Plaintext.show(tenant.required("live_key"), live.plaintext());
        Plaintext.show(tenant.required("test_key"), test.plaintext());
        return Plaintext.with(reply, tenant);
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        return Rows.page(request, ListCursor.of("tenants", "all"), request.config().tenants().values().toList(),
                tenant -> SortKey.of(tenant.createdAt(), tenant.id().toString()), ConfigViews::tenant, page);
    }

    private Reply get(Request request) {
        request.refuseErrors();
        return Rows.ok(ConfigViews.tenant(TenantOfPath.of(request)));
    }
}
