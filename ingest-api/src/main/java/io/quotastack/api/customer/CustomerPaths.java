package io.quotastack.api.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Endpoint;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.text.Texts;
import io.quotastack.gateway.Reply;

/** Every path of a customer exists twice, once under each of its names (CONTRACT 2); this registers both at once. */
public final class CustomerPaths {

    private static final String BY_ID = "/v1/customers/{customer_id}";
    private static final String BY_EXTERNAL_ID = "/v1/customer-by-external-id/{external_id}";

    private CustomerPaths() {}

    /** Answers a request about the customer that its path names. */
    @FunctionalInterface
    public interface CustomerEndpoint {
        Reply answer(Request request, Named customer);
    }

    /** The customer a path names, not yet looked at: its faults come in their turn. */
    @FunctionalInterface
    public interface Named {

        /**
         * The customer. Call it last, after {@link Request#refuseErrors}: an id that cannot be one of ours reads as not
         * found, which is a fault of the state of things.
         */
        CustomerRef ref();

        default CustomerKey key() {
            return ref().key();
        }
    }

    /** Both GET routes of a customer's path; {@code below} is what follows the customer, such as `/credits`. */
    public static List<Route> get(String below, Access access, CustomerEndpoint endpoint) {
        return both(below, endpoint, (path, forPath) -> Route.get(path, access, forPath));
    }

    public static List<Route> post(String below, Access access, CustomerEndpoint endpoint) {
        return both(below, endpoint, (path, forPath) -> Route.post(path, access, forPath));
    }

    public static List<Route> patch(String below, Access access, CustomerEndpoint endpoint) {
        return both(below, endpoint, (path, forPath) -> Route.patch(path, access, forPath));
    }

    private static List<Route> both(String below, CustomerEndpoint endpoint,
            BiFunction<String, Endpoint, Route> route) {
        List<Route> routes = new ArrayList<>(2);
        routes.add(route.apply(BY_ID + below, request -> endpoint.answer(request, () -> byId(request))));
        routes.add(route.apply(BY_EXTERNAL_ID + below, request -> {
            Optional<CustomerRef> customer = byExternalId(request);
            return endpoint.answer(request, customer::orElseThrow);
        }));
        return routes;
    }

    private static CustomerRef byId(Request request) {
        return Texts.uuid(request.path("customer_id"))
                .map(id -> CustomerRef.byId(new CustomerKey(request.tenantEnvironment(), id)))
                .orElseThrow(() -> RequestRefused.notFound("customer", "there is no such customer"));
    }

    private static Optional<CustomerRef> byExternalId(Request request) {
        return FieldTypes.EXTERNAL_ID
                .read(request.path("external_id"), FieldPath.parameter(request.errors(), "external_id"))
                .map(id -> CustomerRef.byExternalId(request.tenantEnvironment(), id));
    }
}
