package io.quotastack.api.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.RequestIds;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.PricedBy;
import io.quotastack.schemas.json.RuleJson;

/** What units cost and would cost: versioned rules, and estimates (CONTRACT 4). */
public final class RuleEndpoints {

    private static final FieldType<Long> UNITS = FieldTypes.integer(0, UsageEvent.MAX_UNITS);

    /** A rule as its creation takes it; when it would take effect, and for whom, does not change what it costs. */
    private static final FieldType<PricedBy> PROPOSED_RULE = FieldTypes
            .object(new PricedBy.MetricInForce(""), fields -> {
                Optional<String> metricKey = fields.optional("billable_metric_key", FieldTypes.METRIC_KEY);
                fields.optional("effective_at", FieldTypes.TIME);
                target(fields);
                PriceBody.RulePrices costs = PriceBody.ofRule(fields);
                return new PricedBy.Proposed(costs.price(), costs.prices(), metricKey);
            });

    private record RuleOfMetric(Metric metric, MeteringRule rule) {}

    private final Configurations configurations;
    private final Accounts accounts;

    public RuleEndpoints(Configurations configurations, Accounts accounts) {
        this.configurations = configurations;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.METERING_READ);
        Access write = Access.scope(Scope.METERING_WRITE);
        return List.of(Route.post("/v1/metering-rules", write, this::create),
                Route.get("/v1/metering-rules", read, this::list),
                Route.get("/v1/metering-rules/{id}", read, this::get),
                Route.post("/v1/metering-rules/{id}/archive", write, this::archive),
                Route.post("/v1/metering-rules/{id}/activate", write, this::activate),
                Route.ask("/v1/metering-rules/estimate", read, this::estimate));
    }

    private Reply create(Request request) {
        Fields body = request.body();
        String metricKey = body.required("billable_metric_key", FieldTypes.METRIC_KEY);
        PriceBody.RulePrices costs = PriceBody.ofRule(body);
        Optional<RuleTarget> customers = target(body);
        Optional<RuleTarget> target = body.optional("shadow", FieldTypes.BOOLEAN).orElse(false)
                ? Optional.of(new RuleTarget.Shadow(customers))
                : customers;
        Optional<Instant> effectiveAt = body.optional("effective_at", FieldTypes.TIME);
        body.refuseUnknown();
        if (!body.errors().isEmpty()) {
            // Whoever decides tells of dimensions; what never gets there is told of them here, with its other faults.
            request.config().environment(request.tenantEnvironment()).metric(metricKey)
                    .ifPresent(metric -> PriceBody.addFaultsOfDimensions(body, costs.prices(), metric.dimensions()));
        }
        request.refuseErrors();
        return configurations.submit(request, new ConfigCommand.CreateRule(request.tenantEnvironment(),
                "rule_" + RequestIds.next(), metricKey, costs.price(), costs.prices(), target, effectiveAt));
    }

    /** The plan or the variant that a rule is for. */
    static Optional<RuleTarget> target(Fields body) {
        Optional<String> planId = body.optional("plan_id", FieldTypes.ID);
        Optional<String> variantId = body.optional("plan_variant_id", FieldTypes.ID);
        if (body.has("plan_id") && body.has("plan_variant_id")) {
            body.at("plan_variant_id").fault("a rule is for a plan or for a variant: only one of both may be given");
        }
        return variantId.<RuleTarget>map(RuleTarget.OfVariant::new).or(() -> planId.map(RuleTarget.OfPlan::new));
    }

    private Reply archive(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return configurations.submit(request,
                new ConfigCommand.ArchiveRule(request.tenantEnvironment(), request.path("id")));
    }

    private Reply activate(Request request) {
        Fields body = request.bodyIfAny();
        Optional<Instant> effectiveAt = body.optional("effective_at", FieldTypes.TIME);
        request.refuseErrors(body);
        return configurations.submit(request, new ConfigCommand.ActivateRule(request.tenantEnvironment(),
                request.path("id"), "rule_" + RequestIds.next(), effectiveAt));
    }

    private Reply get(Request request) {
        request.refuseErrors();
        EnvironmentConfig environment = request.config().environment(request.tenantEnvironment());
        MeteringRule rule = environment.rule(request.path("id"))
                .orElseThrow(() -> RequestRefused.notFound("metering_rule", "there is no such rule"));
        return Rows.ok(document(new RuleOfMetric(environment.metric(rule.metricKey()).orElseThrow(), rule)));
    }

    private Reply list(Request request) {
        Optional<String> metricKey = request.query().text("billable_metric_key", FieldTypes.METRIC_KEY);
        Optional<String> planId = request.query().text("plan_id", FieldTypes.ID);
        Optional<String> variantId = request.query().text("plan_variant_id", FieldTypes.ID);
        Page page = request.query().page();
        return Rows.page(request, ListCursor.of("metering rules", request.tenantEnvironment().toString()),
                rules(request, rule -> is(metricKey, Optional.of(rule.metricKey()))
                        && is(planId, RuleTarget.planId(rule.target()))
                        && is(variantId, RuleTarget.variantId(rule.target()))),
                row -> SortKey.of(row.rule().createdAt(), row.rule().id()), RuleEndpoints::document, page);
    }

    private static boolean is(Optional<String> wanted, Optional<String> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    private static List<RuleOfMetric> rules(Request request, Predicate<MeteringRule> wanted) {
        List<RuleOfMetric> rules = new ArrayList<>();
        for (Metric metric : request.config().environment(request.tenantEnvironment()).metrics().values()) {
            metric.rules().all().stream().filter(wanted).forEach(rule -> rules.add(new RuleOfMetric(metric, rule)));
        }
        return rules;
    }

    private static Map<String, Object> document(RuleOfMetric row) {
        return RuleJson.document(row.metric(), row.rule(), Instant.now());
    }

    private Reply estimate(Request request) {
        Fields body = request.body();
        Optional<PricedBy> pricedBy = pricedBy(body);
        long units = body.required("units", UNITS);
        Map<String, String> metadata = body.optional("metadata", FieldTypes.METADATA).orElse(Map.of());
        Optional<CustomerRef> customer = CustomerReader.optional(body, request.tenantEnvironment());
        request.refuseErrors(body);
        return accounts.read(request, new Query.Estimate(request.tenantEnvironment(), customer.map(CustomerRef::key),
                pricedBy.orElseThrow(), units, metadata));
    }

    private static Optional<PricedBy> pricedBy(Fields body) {
        Optional<PricedBy> rule = body.optional("rule", PROPOSED_RULE);
        Optional<String> metricKey = body.optional("billable_metric_key", FieldTypes.METRIC_KEY);
        if (body.has("rule") == body.has("billable_metric_key")) {
            body.at("billable_metric_key").fault("exactly one of rule and billable_metric_key is needed");
        }
        return rule.or(() -> metricKey.map(PricedBy.MetricInForce::new));
    }
}
