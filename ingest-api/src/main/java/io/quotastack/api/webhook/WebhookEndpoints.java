package io.quotastack.api.webhook;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Caller;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.WebhookGateway;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.ListedPage;

/** Shows deliveries with their attempts, and takes requests to deliver again, or no more (CONTRACT 10). */
public final class WebhookEndpoints {

    private static final String DELIVERIES = "/v1/webhooks/deliveries";
    private static final FieldType<List<CustomerEvent.Type>> TYPES = FieldTypes.list(
            FieldTypes.choice(CustomerEvent.Type::text, CustomerEvent.Type.values()), 1,
            CustomerEvent.Type.values().length);

    /** What was not delivered, nor discarded already. */
    private static final Set<DeliveryStatus> DISCARDABLE = EnumSet.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED,
            DeliveryStatus.DEAD);
    private static final FieldType<List<DeliveryStatus>> STATUSES = FieldTypes.list(
            FieldTypes.choice(DeliveryStatus::text, DISCARDABLE.toArray(DeliveryStatus[]::new)), 1,
            DISCARDABLE.size());

    private final WebhookGateway gateway;
    private final Accounts accounts;

    public WebhookEndpoints(WebhookParts parts, Accounts accounts) {
        this.gateway = parts.gateway();
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.WEBHOOKS_READ);
        Access write = Access.scope(Scope.WEBHOOKS_WRITE);
        return List.of(Route.get(DELIVERIES, read, this::list), Route.get(DELIVERIES + "/{id}", read, this::get),
                Route.post(DELIVERIES + "/{id}/retry", write, this::retry),
                Route.post(DELIVERIES + "/{id}/discard", write, this::discard),
                Route.post("/v1/webhooks/discard", write, this::discardRange),
                Route.post("/v1/webhooks/replay", write, this::replay),
                Route.post("/v1/webhooks/test", write, this::test));
    }

    private Reply list(Request request) {
        Optional<DeliveryStatus> status = request.query().choice("status", DeliveryStatus::text,
                DeliveryStatus.values());
        Optional<CustomerRef> customer = CustomerReader.optional(request.query(), request.tenantEnvironment());
        Optional<String> type = request.query().text("type");
        if (type.isPresent() && !knownTypes().contains(type.get())) {
            request.query().at("type").fault("must be a type of event: " + String.join(", ", knownTypes()));
        }
        Page page = request.query().page();
        request.refuseErrors();
        var query = new ListQuery.Deliveries(request.tenantEnvironment(), status, customer.map(CustomerRef::key), type);
        return ListedPage.of(query.cursor(), page, request.context(), stretch -> gateway.list(query, stretch));
    }

    private static List<String> knownTypes() {
        return Stream.concat(
                Arrays.stream(CustomerEvent.Type.values()).map(CustomerEvent.Type::text),
                Stream.of(WebhookEvent.TEST_TYPE)).toList();
    }

    private Reply get(Request request) {
        request.refuseErrors();
        return gateway.delivery(request.tenantEnvironment(), request.path("id"), request.context());
    }

    private Reply retry(Request request) {
        return submit(request, new DeliveryRequest.RetryDelivery(named(request)));
    }

    private Reply discard(Request request) {
        return submit(request, new DeliveryRequest.DiscardDelivery(named(request), keyOf(request)));
    }

    /** The delivery that a request without body is about. */
    private static ResourceId named(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return ResourceId.parse(ResourceId.Kind.DELIVERY, request.path("id"))
                .orElseThrow(() -> RequestRefused.notFound("webhook_delivery", "there is no such delivery"));
    }

    /** These endpoints are for keys of tenants alone. */
    private static String keyOf(Request request) {
        return switch (request.caller()) {
            case Caller.Tenant(ApiKey key) -> key.id();
            case Caller.Operator operator -> throw new IllegalStateException("the operator has no environment");
        };
    }

    /** A range of time of an environment, and what of it. */
    private record Range(
            Instant from,
            Optional<Instant> to,
            Optional<Set<String>> types,
            Optional<CustomerKey> customer) {

        static Range of(Request request, Fields body) {
            Instant from = body.required("from", FieldTypes.TIME);
            Optional<Instant> to = body.optional("to", FieldTypes.TIME);
            Optional<Set<String>> types = body.optional("types", TYPES)
                    .map(named -> named.stream().map(CustomerEvent.Type::text).collect(Collectors.toUnmodifiableSet()));
            Optional<CustomerRef> customer = CustomerReader.optional(body, request.tenantEnvironment());
            if (request.errors().isEmpty() && to.isPresent() && !from.isBefore(to.get())) {
                body.at("to").fault("must be after from");
            }
            return new Range(from, to, types, customer.map(CustomerRef::key));
        }
    }

    private Reply discardRange(Request request) {
        Fields body = request.body();
        Range range = Range.of(request, body);
        Set<DeliveryStatus> statuses = body.optional("statuses", STATUSES).map(Set::copyOf).orElse(DISCARDABLE);
        request.refuseErrors(body);
        expectKnown(request, range.customer());
        return submit(request, new DeliveryRequest.DiscardRange(range.from(), range.to(), range.types(),
                range.customer(), statuses, keyOf(request)));
    }

    private Reply replay(Request request) {
        Fields body = request.body();
        Range range = Range.of(request, body);
        request.refuseErrors(body);
        expectKnown(request, range.customer());
        return submit(request,
                new DeliveryRequest.Replay(range.from(), range.to(), range.types(), range.customer()));
    }

    /** These requests make no customer, so a name that nobody has is a slip: accepted, it would find nothing and say nothing. */
    private void expectKnown(Request request, Optional<CustomerKey> customer) {
        customer.ifPresent(key -> accounts.customer(request, key, "there is no such customer"));
    }

    private Reply test(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return submit(request, new DeliveryRequest.SendTest());
    }

    private Reply submit(Request request, DeliveryRequest.Action action) {
        return gateway.submit(new DeliveryRequest(request.id(), request.tenantEnvironment(), request.idempotency(),
                request.config().version(), action)).join();
    }
}
