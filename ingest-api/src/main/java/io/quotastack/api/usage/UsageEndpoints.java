package io.quotastack.api.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.text.Texts;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Reports usage, shows what became of it, tries it again and takes it back (CONTRACT 5). */
public final class UsageEndpoints {

    private enum ListedStatus {
        REFUSED;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Accounts accounts;
    private final LedgerGateway ledger;
    private final UsagePrecheck precheck;

    public UsageEndpoints(Accounts accounts) {
        this.accounts = accounts;
        this.ledger = accounts.ledger();
        this.precheck = new UsagePrecheck(ledger);
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.USAGE_READ);
        Access write = Access.scope(Scope.USAGE_WRITE);
        List<Route> routes = new ArrayList<>();
        routes.add(Route.post("/v1/usage", write, this::report));
        routes.add(Route.post("/v1/usage/batch", write, new UsageBatch(ledger, precheck)::report)
                .withBodyLimitMebibytes(UsageBatch.BODY_LIMIT_MEBIBYTES));
        routes.add(Route.get("/v1/usage", read, this::listRefused));
        routes.add(Route.get("/v1/usage/{event_id}", read, this::get));
        routes.add(Route.post("/v1/usage/{event_id}/retry", write, this::retry));
        routes.add(Route.post("/v1/usage/{event_id}/void", write, this::voidUsage));
        routes.addAll(CustomerPaths.get("/usage/summary", read, this::summary));
        return routes;
    }

    private Reply report(Request request) {
        Fields body = request.body();
        EventBody read = EventBody.read(body, request.tenantEnvironment(), FieldTypes.METRIC_KEY);
        if (Texts.isDotSegment(request.idempotencyKey())) {
            FieldPath.parameter(request.errors(), "Idempotency-Key")
                    .fault(Texts.DOT_SEGMENT + ", since it is the event's id");
        }
        request.refuseErrors(body);
        CustomerRef customer = read.customer().orElseThrow();
        UsageEvent event = read.named(request.idempotencyKey());
        return request.preferences().respondAsync()
                ? accept(request, customer, event)
                : charge(request, customer, event);
    }

    private Reply charge(Request request, CustomerRef customer, UsageEvent event) {
        precheck.refusalOfWaiting(request, customer, event).ifPresent(problem -> {
            throw new RequestRefused(problem);
        });
        return accounts.submit(request, customer,
                new Command.RecordUsage(event, event.givenTimestamp(), false, Optional.empty()));
    }

    /** Answers as soon as the event is durable; an event charged before is as good as durable. */
    private Reply accept(Request request, CustomerRef customer, UsageEvent event) {
        boolean duplicate = switch (precheck.ofAccepted(request, customer, event)) {
            case UsagePrecheck.Verdict.Refused(var problem) -> throw new RequestRefused(problem);
            case UsagePrecheck.Verdict.Duplicate() -> true;
            case UsagePrecheck.Verdict.Fresh() -> {
                ledger.accept(List.of(new CommandEnvelope(request.id(), customer, Optional.of(request.idempotency()),
                        request.config().version(),
                        new Command.RecordUsage(event, event.givenTimestamp(), true, Optional.empty())))).join();
                yield false;
            }
        };
        request.answerHeader("Preference-Applied", "respond-async");
        return new Reply(202, Json.bytes(new Accepted(event.eventId(), "accepted")), duplicate);
    }

    private Reply listRefused(Request request) {
        if (!request.query().has("status")) {
            request.query().at("status").fault("is missing: only refused events are listed");
        }
        request.query().choice("status", ListedStatus::text, ListedStatus.values());
        Optional<CustomerRef> customer = CustomerReader.optional(request.query(), request.tenantEnvironment());
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.list(request,
                new ListQuery.RefusedUsage(request.tenantEnvironment(), customer.map(CustomerRef::key)), page);
    }

    private Reply get(Request request) {
        Optional<CustomerRef> customer = CustomerReader.required(request.query(), request.tenantEnvironment());
        request.refuseErrors();
        return accounts.read(request, new Query.GetUsage(customer.orElseThrow().key(), request.path("event_id")));
    }

    /** Goes to the account even when nothing is known to retry: the answer may be that of an earlier try. */
    private Reply retry(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> named = CustomerReader.required(body, request.tenantEnvironment());
        request.refuseErrors(body);
        CustomerRef customer = named.orElseThrow();
        String eventId = request.path("event_id");
        return accounts.submit(request, customer,
                new Command.RetryUsage(eventId, ledger.refusedUsage(customer.key(), eventId)));
    }

    /** As {@link #retry}: the event may have been voided before, by this very request. */
    private Reply voidUsage(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> named = CustomerReader.required(body, request.tenantEnvironment());
        String reason = body.required("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        CustomerRef customer = named.orElseThrow();
        String eventId = request.path("event_id");
        return accounts.submit(request, customer,
                new Command.VoidUsage(eventId, reason, ledger.chargeOf(customer.key(), eventId)));
    }

    private Reply summary(Request request, CustomerPaths.Named customer) {
        Optional<String> metricKey = request.query().text("billable_metric_key", FieldTypes.METRIC_KEY);
        Instant from = requiredTime(request, "from");
        Instant to = requiredTime(request, "to");
        Query.Granularity granularity = request.query()
                .choice("granularity", Query.Granularity::text, Query.Granularity.values())
                .orElse(Query.Granularity.DAY);
        if (request.errors().isEmpty() && !from.isBefore(to)) {
            request.query().at("to").fault("must be after from");
        }
        request.refuseErrors();
        return accounts.read(request, new Query.SummarizeUsage(customer.key(), metricKey, from, to, granularity));
    }

    private static Instant requiredTime(Request request, String name) {
        if (!request.query().has(name)) {
            request.query().at(name).fault("is missing");
        }
        return request.query().time(name).orElse(Instant.EPOCH);
    }

    /** An event that is taken in and decided later. */
    private record Accepted(String eventId, String status) {}
}
