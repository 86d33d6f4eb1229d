package io.quotastack.api.metering;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
import io.quotastack.core.config.decide.PriceListFaults;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.ShadowReport;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.SimulationViews;

/** What usage that was charged would have cost by other rules (CONTRACT 4). */
public final class SimulationEndpoints {

    private static final int MOST_RULES = 100;
    private static final String TOO_LONG = "must be after from, by " + SimulatedTime.LONGEST.toDays() + " days at most";

    private static final FieldType<Proposed> RULE = FieldTypes
            .object(new Proposed("", new Price.Flat(0), Optional.empty()), fields -> {
                String metricKey = fields.required("billable_metric_key", FieldTypes.METRIC_KEY);
                PriceBody.RulePrices costs = PriceBody.ofRule(fields);
                Optional<RuleTarget> target = RuleEndpoints.target(fields);
                Optional<Instant> effectiveAt = fields.optional("effective_at", FieldTypes.TIME);
                return new Proposed(metricKey, costs.price(), costs.prices(), target, effectiveAt);
            });
    private static final FieldType<List<Proposed>> RULES = FieldTypes.list(RULE, 1, MOST_RULES);

    private final Configurations configurations;
    private final Accounts accounts;

    public SimulationEndpoints(Configurations configurations, Accounts accounts) {
        this.configurations = configurations;
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.METERING_READ);
        Access write = Access.scope(Scope.METERING_WRITE);
        return List.of(Route.post("/v1/metering-rules/simulate", write, this::simulate),
                Route.get("/v1/metering-rules/{id}/shadow-report", read, this::shadowReport),
                Route.get("/v1/simulations", read, this::list), Route.get("/v1/simulations/{id}", read, this::get),
                Route.get("/v1/simulations/{id}/customers", read, this::customers),
                Route.post("/v1/simulations/{id}/cancel", write, this::cancel));
    }

    private Reply simulate(Request request) {
        Fields body = request.body();
        List<Proposed> rules = rules(body);
        Optional<SimulatedTime> time = time(body);
        Optional<CustomerRef> customer = CustomerReader.optional(body, request.tenantEnvironment());
        request.refuseErrors(body);
        return customer.isPresent()
                ? accounts.read(request, new Query.SimulateUsage(customer.get().key(), time.orElseThrow(), rules))
                : configurations.submit(request, new ConfigCommand.StartSimulation(request.tenantEnvironment(),
                        "sim_" + RequestIds.next(), time.orElseThrow(), rules));
    }

    private Reply cancel(Request request) {
        request.expectNoBody();
        request.refuseErrors();
        return configurations.submit(request,
                new ConfigCommand.CancelSimulation(request.tenantEnvironment(), request.path("id")));
    }

    private Reply list(Request request) {
        Page page = request.query().page();
        Instant now = Instant.now();
        return Rows.page(request, ListCursor.of("simulations", request.tenantEnvironment().toString()),
                request.config().environment(request.tenantEnvironment()).simulations().values().stream()
                        .filter(job -> job.keptAt(now)).toList(),
                job -> SortKey.of(job.createdAt(), job.id()), SimulationViews::job, page);
    }

    /** What came of one that is canceled is forgotten. */
    private Reply get(Request request) {
        request.refuseErrors();
        return result(request, job(request));
    }

    private Reply result(Request request, SimulationJob job) {
        SimulationPart part = job.canceledAt().isPresent()
                ? SimulationPart.NOT_BEGUN
                : SimulationPart.merge(accounts.ledger().simulation(request.tenantEnvironment(), job.id()));
        return Rows.ok(SimulationViews.result(job, part));
    }

    /** What a shadow rule would have charged: of a customer at once, of all as far as it is. */
    private Reply shadowReport(Request request) {
        Optional<Instant> from = request.query().time("from");
        Optional<Instant> to = request.query().time("to");
        Optional<CustomerRef> customer = CustomerReader.optional(request.query(), request.tenantEnvironment());
        request.refuseErrors();
        EnvironmentConfig environment = request.config().environment(request.tenantEnvironment());
        MeteringRule shadow = environment.rule(request.path("id")).filter(MeteringRule::shadow)
                .orElseThrow(() -> RequestRefused.notFound("metering_rule", "there is no such shadow rule"));
        Instant begin = from.orElse(shadow.effectiveAt());
        Instant end = to.orElse(begin.plus(SimulatedTime.LONGEST));
        if (begin.isBefore(shadow.effectiveAt())) {
            request.query().at("from").fault("must not be before the rule takes effect, " + shadow.effectiveAt());
        }
        if (!SimulatedTime.isOne(begin, end)) {
            request.query().at("to").fault(TOO_LONG);
        }
        request.refuseErrors();
        PriceListFaults.ofShadow(shadow, environment.metric(shadow.metricKey()).orElseThrow()).ifPresent(problem -> {
            throw new RequestRefused(problem);
        });
        var report = new ShadowReport(shadow, new SimulatedTime(begin, end));
        return customer.isPresent()
                ? accounts.read(request,
                        new Query.SimulateUsage(customer.get().key(), report.time(), report.rules()))
                : result(request, report.job());
    }

    /** None of one that is canceled. */
    private Reply customers(Request request) {
        Page page = request.query().page();
        request.refuseErrors();
        SimulationJob job = job(request);
        return accounts.list(request, new ListQuery.SimulatedCustomers(request.tenantEnvironment(), job.id()), page);
    }

    private static SimulationJob job(Request request) {
        return request.config().environment(request.tenantEnvironment())
                .simulationOrReport(request.path("id"), Instant.now())
                .orElseThrow(() -> RequestRefused.notFound("simulation", "there is no such simulation"));
    }

    private static List<Proposed> rules(Fields body) {
        List<Proposed> rules = body.required("rules", RULES);
        record Turn(String metricKey, Optional<RuleTarget> target, Optional<Instant> effectiveAt) {}
        Set<Turn> turns = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            Proposed rule = rules.get(i);
            if (!turns.add(new Turn(rule.metricKey(), rule.target(), rule.effectiveAt()))) {
                body.at("rules").at(i).at("effective_at")
                        .fault("must not be that of another rule of the metric for the same customers");
            }
        }
        return rules;
    }

    private static Optional<SimulatedTime> time(Fields body) {
        Instant from = body.required("from", FieldTypes.TIME);
        Instant to = body.required("to", FieldTypes.TIME);
        if (!body.has("from") || !body.has("to")) {
            return Optional.empty();
        }
        if (!SimulatedTime.isOne(from, to)) {
            body.at("to").fault(TOO_LONG);
            return Optional.empty();
        }
        return Optional.of(new SimulatedTime(from, to));
    }
}
