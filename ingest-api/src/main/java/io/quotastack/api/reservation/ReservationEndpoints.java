package io.quotastack.api.reservation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** Holds credits, charges what a job came to, gives the rest back, or all of it later (CONTRACT 5, 7). */
public final class ReservationEndpoints {

    private final Accounts accounts;

    public ReservationEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.RESERVATIONS_READ);
        Access write = Access.scope(Scope.RESERVATIONS_WRITE);
        List<Route> routes = new ArrayList<>();
        routes.add(Route.post("/v1/reserve", write, this::reserve));
        routes.add(Route.post("/v1/reserve/{id}/commit", write, this::commit));
        routes.add(Route.post("/v1/reserve/{id}/release", write, this::release));
        routes.add(Route.post("/v1/reserve/{id}/extend", write, this::extend));
        routes.add(Route.post("/v1/reserve/{id}/refund", write, this::refund));
        routes.add(Route.get("/v1/reserve/{id}", read, this::get));
        routes.addAll(CustomerPaths.get("/reservations", read, this::list));
        routes.addAll(CustomerPaths.post("/reservations/release-all", write, this::releaseAll));
        return routes;
    }

    private Reply reserve(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        ReserveFor what = ReservationBodies.reserveFor(body);
        Duration ttl = ReservationBodies.ttl(body);
        Map<String, String> metadata = body.optional("metadata", FieldTypes.METADATA).orElse(Map.of());
        request.refuseErrors(body);
        return accounts.submit(request, customer.orElseThrow(), new Command.Reserve(what, ttl, metadata));
    }

    private Reply commit(Request request) {
        Fields body = request.body();
        Actual actual = ReservationBodies.actual(body);
        request.refuseErrors(body);
        return act(request, ordinal -> new Command.CommitReservation(ordinal, actual));
    }

    private Reply release(Request request) {
        Fields body = request.bodyIfAny();
        Optional<String> reason = body.optional("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        return act(request, ordinal -> new Command.ReleaseReservation(ordinal, reason));
    }

    /** Goes to the account even when nothing is known to refund: the answer may be that of an earlier try. */
    private Reply refund(Request request) {
        Fields body = request.body();
        String reason = body.required("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        ResourceId id = id(request);
        CustomerKey owner = owner(request, id);
        return accounts.submit(request, CustomerRef.byId(owner), new Command.RefundReservation(id.ordinal(), reason,
                accounts.ledger().chargeOfReservation(owner, id.ordinal())));
    }

    private Reply extend(Request request) {
        Fields body = request.body();
        Duration ttl = ReservationBodies.requiredTtl(body);
        request.refuseErrors(body);
        return act(request, ordinal -> new Command.ExtendReservation(ordinal, ttl));
    }

    private Reply get(Request request) {
        request.refuseErrors();
        ResourceId id = id(request);
        return accounts.read(request, new Query.GetReservation(owner(request, id), id.ordinal()));
    }

    private Reply list(Request request, CustomerPaths.Named customer) {
        Optional<ReservationStatus> status = request.query().choice("status", ReservationStatus::text,
                ReservationStatus.values());
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.read(request, new Query.ListReservations(customer.key(), status, page));
    }

    private Reply releaseAll(Request request, CustomerPaths.Named customer) {
        request.expectNoBody();
        request.refuseErrors();
        return accounts.submit(request, customer.ref(), new Command.ReleaseAllReservations());
    }

    private Reply act(Request request, LongFunction<Command.OfReservation> command) {
        ResourceId id = id(request);
        return accounts.submit(request, CustomerRef.byId(owner(request, id)), command.apply(id.ordinal()));
    }

    /** The id leads to its customer, in the caller's own environment only. */
    private static CustomerKey owner(Request request, ResourceId id) {
        return new CustomerKey(request.tenantEnvironment(), id.customerId());
    }

    private static ResourceId id(Request request) {
        return ResourceId.parse(ResourceId.Kind.RESERVATION, request.path("id"))
                .orElseThrow(() -> RequestRefused.notFound("reservation", "there is no such reservation"));
    }
}
