package io.quotastack.api.tenant;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Caller;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.tenant.ApiKeyGenerator.GeneratedApiKey;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.ConfigViews;

/** The API keys of the caller's own environment (CONTRACT 13). */
public final class ApiKeyEndpoints {

    private static final FieldType<List<Scope>> SCOPES = FieldTypes
            .list(FieldTypes.choice(Scope::text, Scope.values()), 0, Scope.values().length);

    private final Configurations configurations;

    public ApiKeyEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    public List<Route> routes() {
        Access admin = Access.scope(Scope.ADMIN);
        return List.of(Route.post("/v1/admin/api-keys", admin, this::create),
                Route.get("/v1/admin/api-keys", admin, this::list),
                Route.post("/v1/admin/api-keys/{id}/revoke", admin, this::revoke));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String name = body.required("name", FieldTypes.TEXT);
        List<Scope> named = body.optional("scopes", SCOPES).orElse(List.of());
        request.refuseErrors(body);
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(named);
        checkWithinOwn(request, scopes);
        TenantEnvironment tenantEnvironment = request.tenantEnvironment();
        GeneratedApiKey generated = ApiKeyGenerator.generator(tenantEnvironment.environment(), name);
        Reply reply = configurations.submit(request,
                new ConfigCommand.CreateApiKey(tenantEnvironment, generated.kept(), scopes));
        if (!Plaintext.belongsIn(reply)) {
            return reply;
        }
        ObjectNode key = Plaintext.tree(reply);
        Plaintext.show(key, generated.plaintext());
        return Plaintext.with(reply, key);
    }

    /** A key can give no more than it has; no scopes means all. */
    private static void checkWithinOwn(Request request, Set<Scope> scopes) {
        Set<Scope> own = request.caller() instanceof Caller.Tenant(ApiKey key) ? key.scopes() : Set.of();
        if (!own.isEmpty() && (scopes.isEmpty() || !own.containsAll(scopes))) {
            throw Request.insufficientScope("a key can only be given scopes that its maker has");
        }
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        Collection<ApiKey> keys = request.config().keys().of(request.tenantEnvironment());
        return Rows.page(request, ListCursor.of("API keys", request.tenantEnvironment().toString()), keys,
                key -> SortKey.of(key.createdAt(), key.id()), ConfigViews::apiKey, page);
    }

    private Reply revoke(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return configurations.submit(request,
                new ConfigCommand.RevokeApiKey(request.tenantEnvironment(), request.path("id")));
    }
}
