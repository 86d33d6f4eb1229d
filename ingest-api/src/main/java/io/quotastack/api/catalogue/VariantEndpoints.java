package io.quotastack.api.catalogue;

import java.util.List;
import java.util.Optional;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.RequestIds;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.PlanViews;

/** The terms on which a plan can be had (CONTRACT 9). */
public final class VariantEndpoints {

    private static final String PATH = "/v1/plans/{plan_id}/variants";

    private final Configurations configurations;

    public VariantEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.PLANS_READ);
        Access write = Access.scope(Scope.PLANS_WRITE);
        return List.of(Route.post(PATH, write, this::create), Route.get(PATH, read, this::list),
                Route.get(PATH + "/{variant_id}", read, this::get),
                Route.patch(PATH + "/{variant_id}", write, this::update));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String key = body.required("key", CatalogueTypes.KEY);
        VariantTerms terms = TermsBody.create(body);
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.CreateVariant(request.tenantEnvironment(),
                request.path("plan_id"), "var_" + RequestIds.next(), key, terms));
    }

    private Reply update(Request request) {
        Fields body = request.body();
        VariantPatch patch = TermsBody.patch(body);
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.PatchVariant(request.tenantEnvironment(),
                request.path("plan_id"), request.path("variant_id"), patch));
    }

    private Reply get(Request request) {
        boolean ofVersion = request.query().has("version");
        int version = (int) request.query().integer("version", 1, 1, Integer.MAX_VALUE);
        request.refuseErrors();
        Plan plan = PlanEndpoints.planOfPath(request);
        Plans plans = plans(request);
        String id = request.path("variant_id");
        Optional<PlanVariant> found = ofVersion ? plans.variantVersion(id, version) : plans.variant(id);
        return Rows.ok(PlanViews.variant(found.filter(variant -> variant.planId().equals(plan.id()))
                .orElseThrow(() -> RequestRefused.notFound("plan_variant", "there is no such variant of the plan"))));
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        request.refuseErrors();
        String planId = PlanEndpoints.planOfPath(request).id();
        return Rows.page(request, ListCursor.of("variants", request.tenantEnvironment() + "/" + planId),
                plans(request).variantsOf(planId),
                variant -> SortKey.of(variant.createdAt(), variant.id()), PlanViews::variant, page);
    }

    private static Plans plans(Request request) {
        return request.config().environment(request.tenantEnvironment()).plans();
    }
}
