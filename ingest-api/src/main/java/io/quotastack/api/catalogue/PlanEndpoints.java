package io.quotastack.api.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.RequestIds;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.PlanViews;

/** Plans and their features (CONTRACT 9). */
public final class PlanEndpoints {

    private final Configurations configurations;

    public PlanEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.PLANS_READ);
        Access write = Access.scope(Scope.PLANS_WRITE);
        return List.of(Route.post("/v1/plans", write, this::create), Route.get("/v1/plans", read, this::list),
                Route.get("/v1/plans/{plan_id}", read, this::get),
                Route.patch("/v1/plans/{plan_id}", write, this::update));
    }

    /** The plan that the path names. Ends the request when there is none. */
    static Plan planOfPath(Request request) {
        return request.config().environment(request.tenantEnvironment()).plan(request.path("plan_id"))
                .orElseThrow(() -> RequestRefused.notFound("plan", "there is no such plan"));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String key = body.required("key", CatalogueTypes.KEY);
        String name = body.required("name", FieldTypes.TEXT);
        Optional<String> description = body.nullable("description", FieldTypes.TEXT);
        SortedMap<String, Feature> features = body.optional("features", FeatureBody.FEATURES).orElse(new TreeMap<>());
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.CreatePlan(request.tenantEnvironment(),
                "plan_" + RequestIds.next(), key, name, description, features));
    }

    private Reply update(Request request) {
        Fields body = request.body();
        var command = new ConfigCommand.PatchPlan(request.tenantEnvironment(), request.path("plan_id"),
                body.optional("name", FieldTypes.TEXT), body.patch("description", FieldTypes.TEXT),
                body.optional("features", FeatureBody.FEATURES));
        request.refuseErrors(body);
        return configurations.submit(request, command);
    }

    private Reply get(Request request) {
        request.refuseErrors();
        return Rows.ok(PlanViews.plan(planOfPath(request)));
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        return Rows.page(request, ListCursor.of("plans", request.tenantEnvironment().toString()),
                request.config().environment(request.tenantEnvironment()).plans().plans().values(),
                plan -> SortKey.of(plan.createdAt(), plan.id()), PlanViews::plan, page);
    }
}
