package io.quotastack.api.metering;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.schemas.json.ConfigViews;

/** What is counted: billable metrics (CONTRACT 4). */
public final class MetricEndpoints {

    /** The {@code type} of CloudEvents. */
    private static final FieldType<String> EVENT_TYPE = FieldTypes.text(1, 255);

    private final Configurations configurations;

    public MetricEndpoints(Configurations configurations) {
        this.configurations = configurations;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.METERING_READ);
        Access write = Access.scope(Scope.METERING_WRITE);
        return List.of(Route.post("/v1/billable-metrics", write, this::create),
                Route.get("/v1/billable-metrics", read, this::list),
                Route.get("/v1/billable-metrics/{key}", read, this::get),
                Route.patch("/v1/billable-metrics/{key}", write, this::update),
                Route.post("/v1/billable-metrics/{key}/archive", write, this::archive));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String key = body.required("key", FieldTypes.POSSIBLE_METRIC_KEY);
        String name = body.required("name", FieldTypes.TEXT);
        Optional<String> description = body.nullable("description", FieldTypes.TEXT);
        Dimensions dimensions = body.optional("dimensions", DimensionsBody.NAMES).orElse(Dimensions.NONE);
        var events = new EventMapping(body.nullable("event_type", EVENT_TYPE),
                body.nullable("units_pointer", FieldTypes.JSON_POINTER),
                body.optional("dimension_pointers", DimensionsBody.POINTERS).orElseGet(Collections::emptySortedMap));
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.CreateMetric(request.tenantEnvironment(), key, name,
                description, Optional.of(events).filter(mapping -> !mapping.equals(EventMapping.NONE)), dimensions));
    }

    private Reply update(Request request) {
        Fields body = request.body();
        Optional<String> name = body.optional("name", FieldTypes.TEXT);
        Optional<Optional<String>> description = body.patch("description", FieldTypes.TEXT);
        Optional<Dimensions> dimensions = body.optional("dimensions", DimensionsBody.NAMES);
        Optional<Optional<String>> eventType = body.patch("event_type", EVENT_TYPE);
        Optional<Optional<JsonPointer>> unitsPointer = body.patch("units_pointer", FieldTypes.JSON_POINTER);
        Optional<SortedMap<String, JsonPointer>> dimensionPointers = body.optional("dimension_pointers",
                DimensionsBody.POINTERS);
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.PatchMetric(request.tenantEnvironment(),
                request.path("key"), name, description, eventType, unitsPointer, dimensionPointers, dimensions));
    }

    private Reply archive(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return configurations.submit(request,
                new ConfigCommand.ArchiveMetric(request.tenantEnvironment(), request.path("key")));
    }

    private Reply get(Request request) {
        request.refuseErrors();
        Metric metric = request.config().environment(request.tenantEnvironment()).metric(request.path("key"))
                .orElseThrow(() -> RequestRefused.notFound("billable_metric", "there is no such metric"));
        return Rows.ok(ConfigViews.metric(metric));
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        Function<Metric, SortKey> place = metric -> SortKey.of(metric.createdAt(), metric.key());
        return Rows.page(request, ListCursor.of("metrics", request.tenantEnvironment().toString()),
                request.config().environment(request.tenantEnvironment()).metrics().values(), place,
                ConfigViews::metric, page);
    }
}
