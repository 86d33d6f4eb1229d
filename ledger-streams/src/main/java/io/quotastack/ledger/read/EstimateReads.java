package io.quotastack.ledger.read;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.quotastack.core.config.Config;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.view.EstimateView;
import io.quotastack.ledger.view.ExplainView.StepView;
import io.quotastack.ledger.view.Replies;

/** What units would cost, and why; charges nothing (CONTRACT 4). */
final class EstimateReads {

    private final EntitlementReads entitlements;
    private final Supplier<Config> config;

    EstimateReads(EntitlementReads entitlements, Supplier<Config> config) {
        this.entitlements = entitlements;
        this.config = config;
    }

    Reply estimate(Query.Estimate query, Instant now, RequestContext request) {
        return switch (query.pricedBy()) {
            case Query.PricedBy.Proposed(Price price, Optional<String> metricKey) -> estimate(query,
                    new Priced(price, metricKey, Optional.empty()), now, request);
            case Query.PricedBy.MetricInForce(String metricKey) -> {
                Optional<Metric> metric = config.get().environment(query.tenantEnvironment()).metric(metricKey);
                if (metric.isEmpty()) {
                    yield ProblemJson.reply(EntitlementReads.unknownMetric(metricKey), request);
                }
                Optional<MeteringRule> rule = metric.get().ruleInForceAt(now);
                yield rule.map(inForce -> estimate(query,
                        new Priced(inForce.price(), Optional.of(metricKey), Optional.of(inForce.id())), now, request))
                        .orElseGet(() -> ProblemJson.reply(Problem.of(ProblemType.METRIC_NOT_PRICED,
                                "no metering rule of " + metricKey + " is in force now"), request));
            }
        };
    }

    private record Priced(Price price, Optional<String> metricKey, Optional<String> ruleId) {}

    private Reply estimate(Query.Estimate query, Priced priced, Instant now, RequestContext request) {
        long unitsBefore = 0;
        if (query.customer().isPresent()) {
            Optional<Long> counted = entitlements.unitsCounted(query.customer().get(), priced.metricKey().orElse(""),
                    priced.price(), config, now);
            if (counted.isEmpty()) {
                return Reads.noCustomer(request);
            }
            unitsBefore = counted.get();
        }
        long countedFrom = priced.price().countedFrom(unitsBefore);
        OptionalLong cost = Pricing.cost(priced.price(), countedFrom, query.units());
        if (cost.isEmpty()) {
            return ProblemJson.reply(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the cost would leave the 64-bit range"),
                    request);
        }
        return Replies.ok(new EstimateView(priced.metricKey(), query.units(), cost.getAsLong(), priced.ruleId(),
                unitsBefore,
                Pricing.steps(priced.price(), countedFrom, query.units()).stream().map(StepView::of).toList()));
    }
}
