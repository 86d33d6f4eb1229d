package io.quotastack.api.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.PaidBody;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** Begins subscriptions and moves them on (CONTRACT 9). */
public final class SubscriptionEndpoints {

    private static final String ONE = "/v1/subscriptions/{id}";
    private static final long MOST_TRIAL_DAYS = 3_650;

    private static final FieldType<Long> TRIAL_DAYS = FieldTypes.integer(0, MOST_TRIAL_DAYS);
    private static final FieldType<When> WHEN = FieldTypes.choice(When::text, When.values());
    private static final FieldType<Proration> PRORATION = FieldTypes.choice(Proration::text, Proration.values());

    private final Accounts accounts;

    public SubscriptionEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    /** When a change takes effect. */
    private enum When {
        NOW,
        PERIOD_END;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a change at once does to credits. */
    private enum Proration {
        NONE,
        CREDITS;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.SUBSCRIPTIONS_READ);
        Access write = Access.scope(Scope.SUBSCRIPTIONS_WRITE);
        List<Route> routes = new ArrayList<>();
        routes.add(Route.post("/v1/subscriptions", write, this::create));
        routes.add(Route.get("/v1/subscriptions", read, this::listAll));
        routes.add(Route.get(ONE, read, this::get));
        routes.add(Route.get(ONE + "/history", read, this::history));
        routes.add(Route.post(ONE + "/renew", write, this::renew));
        routes.add(Route.post(ONE + "/cancel", write, this::cancel));
        routes.add(Route.post(ONE + "/change", write, this::change));
        routes.add(bare(ONE + "/activate", write, Command.ActivateSubscription::new));
        routes.add(bare(ONE + "/uncancel", write, Command.UncancelSubscription::new));
        routes.add(bare(ONE + "/pause", write, Command.PauseSubscription::new));
        routes.add(bare(ONE + "/resume", write, Command.ResumeSubscription::new));
        routes.addAll(CustomerPaths.get("/subscriptions", read, this::list));
        return routes;
    }

    private Reply create(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        String variant = body.required("plan_variant_id", FieldTypes.ID);
        Optional<Instant> startAt = body.optional("start_at", FieldTypes.TIME);
        Optional<Integer> trialDays = body.optional("trial_days", TRIAL_DAYS).map(Long::intValue);
        Map<String, String> metadata = body.optional("metadata", FieldTypes.METADATA).orElse(Map.of());
        request.refuseErrors(body);
        return accounts.submit(request, customer.orElseThrow(),
                new Command.CreateSubscription(variant, startAt, trialDays, metadata));
    }

    private Reply renew(Request request) {
        Fields body = request.bodyIfAny();
        Optional<String> payment = body.optional("external_payment_id", FieldTypes.ID);
        PaidBody paid = PaidBody.read(body);
        request.refuseErrors(body);
        return act(request,
                ordinal -> new Command.RenewSubscription(ordinal, payment, paid.price(), paid.currency()));
    }

    private Reply cancel(Request request) {
        Fields body = request.bodyIfAny();
        boolean atPeriodEnd = body.optional("at_period_end", FieldTypes.BOOLEAN).orElse(true);
        request.refuseErrors(body);
        return act(request, ordinal -> new Command.CancelSubscription(ordinal, atPeriodEnd));
    }

    private Reply change(Request request) {
        Fields body = request.body();
        String variant = body.required("plan_variant_id", FieldTypes.ID);
        When when = body.required("when", WHEN);
        Proration proration = body.optional("proration", PRORATION).orElse(Proration.NONE);
        if (when == When.PERIOD_END && proration == Proration.CREDITS) {
            body.at("proration").fault("only a change at once is prorated");
        }
        request.refuseErrors(body);
        return act(request, ordinal -> new Command.ChangeSubscription(ordinal, variant, when == When.NOW,
                proration == Proration.CREDITS));
    }

    /** A command that says all by its path. */
    private Route bare(String path, Access access, LongFunction<Command.OfSubscription> command) {
        return Route.post(path, access, request -> {
            request.expectNoBody();
            request.refuseErrors();
            return act(request, command);
        });
    }

    private Reply get(Request request) {
        request.refuseErrors();
        ResourceId id = id(request);
        return accounts.read(request, new Query.GetSubscription(owner(request, id), id.ordinal()));
    }

    private Reply history(Request request) {
        Page page = request.query().page();
        request.refuseErrors();
        ResourceId id = id(request);
        return accounts.read(request, new Query.SubscriptionHistory(owner(request, id), id.ordinal(), page));
    }

    private Reply list(Request request, CustomerPaths.Named customer) {
        Optional<SubscriptionStatus> status = status(request);
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.read(request, new Query.ListSubscriptions(customer.key(), status, page));
    }

    private Reply listAll(Request request) {
        Optional<SubscriptionStatus> status = status(request);
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.list(request, new ListQuery.Subscriptions(request.tenantEnvironment(), status), page);
    }

    private static Optional<SubscriptionStatus> status(Request request) {
        return request.query().choice("status", SubscriptionStatus::text, SubscriptionStatus.values());
    }

    private Reply act(Request request, LongFunction<Command.OfSubscription> command) {
        ResourceId id = id(request);
        return accounts.submit(request, CustomerRef.byId(owner(request, id)), command.apply(id.ordinal()));
    }

    /** The id leads to its customer, in the caller's own environment only. */
    private static CustomerKey owner(Request request, ResourceId id) {
        return new CustomerKey(request.tenantEnvironment(), id.customerId());
    }

    private static ResourceId id(Request request) {
        return ResourceId.parse(ResourceId.Kind.SUBSCRIPTION, request.path("id"))
                .orElseThrow(() -> RequestRefused.notFound("subscription", "there is no such subscription"));
    }
}
