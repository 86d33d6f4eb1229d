package io.quotastack.api.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;

/** The clocks of customers in the test environment (CONTRACT 9). */
public final class TestClockEndpoints {

    private static final String PATH = "/v1/test-clock";

    private final Accounts accounts;

    public TestClockEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(Route.post(PATH, Access.scope(Scope.CUSTOMERS_WRITE), this::move),
                Route.get(PATH, Access.scope(Scope.CUSTOMERS_READ), this::get));
    }

    private Reply move(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        Instant to = body.required("now", FieldTypes.TIME);
        request.refuseErrors(body);
        return accounts.submit(request, customer.orElseThrow(), new Command.MoveTestClock(to));
    }

    private Reply get(Request request) {
        Optional<CustomerRef> customer = CustomerReader.required(request.query(), request.tenantEnvironment());
        request.refuseErrors();
        return accounts.read(request, new Query.GetTestClock(customer.orElseThrow().key()));
    }
}
