package io.quotastack.api.catalogue;

import java.util.List;
import java.util.Map;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.RequestIds;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.PackageView;

/** Credits in packages, for a price (CONTRACT 8). */
public final class PackageEndpoints {

    private final Configurations configurations;

    public PackageEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    /** There is no scope of their own: packages are terms of grants, so they go with credits. */
    public List<Route> routes() {
        Access read = Access.scope(Scope.CREDITS_READ);
        Access write = Access.scope(Scope.CREDITS_WRITE);
        return List.of(Route.post("/v1/topup-packages", write, this::create),
                Route.get("/v1/topup-packages", read, this::list),
                Route.get("/v1/topup-packages/{id}", read, this::get),
                Route.patch("/v1/topup-packages/{id}", write, this::update),
                Route.post("/v1/topup-packages/{id}/archive", write, this::archive));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String key = body.required("key", CatalogueTypes.KEY);
        var terms = new TopupPackage.Terms(body.required("name", FieldTypes.TEXT),
                body.required("credits", CreditTypes.CREDITS),
                body.optional("bonus_credits", CreditTypes.MILLICREDITS).orElse(0L),
                body.required("price", CreditTypes.MONEY), body.required("currency", CreditTypes.CURRENCY),
                body.nullable("expires_in_seconds", CreditTypes.EXPIRY_SECONDS),
                body.optional("priority", CreditTypes.PRIORITY).orElse(0L).intValue(),
                body.optional("metadata", FieldTypes.METADATA).orElse(Map.of()));
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.CreateTopupPackage(request.tenantEnvironment(),
                "pkg_" + RequestIds.next(), key, terms));
    }

    private Reply update(Request request) {
        Fields body = request.body();
        var command = new ConfigCommand.PatchTopupPackage(request.tenantEnvironment(), request.path("id"),
                body.optional("name", FieldTypes.TEXT), body.optional("credits", CreditTypes.CREDITS),
                body.optional("bonus_credits", CreditTypes.MILLICREDITS), body.optional("price", CreditTypes.MONEY),
                body.optional("currency", CreditTypes.CURRENCY),
                body.patch("expires_in_seconds", CreditTypes.EXPIRY_SECONDS),
                body.optional("priority", CreditTypes.PRIORITY).map(Long::intValue),
                body.optional("metadata", FieldTypes.METADATA));
        request.refuseErrors(body);
        return configurations.submit(request, command);
    }

    private Reply archive(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return configurations.submit(request,
                new ConfigCommand.ArchiveTopupPackage(request.tenantEnvironment(), request.path("id")));
    }

    private Reply get(Request request) {
        request.refuseErrors();
        return Rows.ok(request.config().environment(request.tenantEnvironment()).topupPackage(request.path("id"))
                .map(PackageView::of)
                .orElseThrow(() -> RequestRefused.notFound("topup_package", "there is no such top-up package")));
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        return Rows.page(request, ListCursor.of("top-up packages", request.tenantEnvironment().toString()),
                request.config().environment(request.tenantEnvironment()).topupPackages().values(),
                sold -> SortKey.of(sold.createdAt(), sold.id()), PackageView::of, page);
    }
}
