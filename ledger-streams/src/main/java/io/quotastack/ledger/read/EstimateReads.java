package io.quotastack.ledger.read;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.decide.PriceListFaults;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceList;
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
import io.quotastack.schemas.json.RuleJson;

/** What units would cost, and why; charges nothing (CONTRACT 4). */
final class EstimateReads {

    private final EntitlementReads entitlements;
    private final Supplier<Config> config;

    EstimateReads(EntitlementReads entitlements, Supplier<Config> config) {
        this.entitlements = entitlements;
        this.config = config;
    }

    Reply estimate(Query.Estimate query, Instant now, RequestContext request) {
        if (query.pricedBy() instanceof Query.PricedBy.MetricInForce(String metricKey)
                && environment(query).metric(metricKey).isEmpty()) {
            return ProblemJson.reply(EntitlementReads.unknownMetric(metricKey), request);
        }
        Optional<Estimated> estimated = query.customer().isPresent()
                ? entitlements.ask(query.customer().get(), config, now,
                        account -> estimated(query, Optional.of(account), now))
                : Optional.of(estimated(query, Optional.empty(), now));
        return estimated.map(found -> switch (found) {
            case NotPriced(Problem problem) -> ProblemJson.reply(problem, request);
            case Priced priced -> answer(query, priced, request);
        }).orElseGet(() -> Reads.noCustomer(request));
    }

    private sealed interface Estimated {}

    /** {@code unitsBefore}: what the price's counter says of the customer. */
    private record Priced(ChosenPrice chosen, Optional<String> metricKey, Optional<String> ruleId, long unitsBefore)
            implements Estimated {}

    private record NotPriced(Problem problem) implements Estimated {}

    private Estimated estimated(Query.Estimate query, Optional<EntitlementCheck> account, Instant now) {
        var values = DimensionValues.of(query.metadata());
        return switch (query.pricedBy()) {
            case Query.PricedBy.Proposed(Optional<Price> price, PriceList prices, Optional<String> metricKey) -> {
                Optional<Problem> fault = metricKey.flatMap(environment(query)::metric)
                        .flatMap(metric -> PriceListFaults.of(prices, metric.dimensions(), "/rule/prices"));
                yield fault.isPresent()
                        ? new NotPriced(fault.get())
                        : estimated(MeteringRule.chosen(price, prices, values), "the proposed rule", metricKey,
                                Optional.empty(), account);
            }
            case Query.PricedBy.MetricInForce(String metricKey) -> {
                Optional<MeteringRule> rule = account.map(known -> known.ruleInForce(metricKey)).orElseGet(
                        () -> environment(query).metric(metricKey).flatMap(metric -> metric.ruleInForceAt(now)));
                yield rule.map(inForce -> estimated(inForce.priceFor(values), "the metering rule " + inForce.id(),
                        Optional.of(metricKey), Optional.of(inForce.id()), account))
                        .orElseGet(() -> notPriced("no metering rule of " + metricKey + " is in force now"));
            }
        };
    }

    private static Estimated estimated(Optional<ChosenPrice> chosen, String rule, Optional<String> metricKey,
            Optional<String> ruleId, Optional<EntitlementCheck> account) {
        return chosen.<Estimated>map(price -> new Priced(price, metricKey, ruleId,
                account.map(known -> known.unitsCounted(metricKey.orElse(""), price)).orElse(0L)))
                .orElseGet(() -> notPriced(rule + " has no price for these dimensions"));
    }

    private static Estimated notPriced(String detail) {
        return new NotPriced(Problem.of(ProblemType.METRIC_NOT_PRICED, detail));
    }

    private Config.EnvironmentConfig environment(Query.Estimate query) {
        return config.get().environment(query.tenantEnvironment());
    }

    private static Reply answer(Query.Estimate query, Priced priced, RequestContext request) {
        Price price = priced.chosen().price();
        long countedFrom = price.countedFrom(priced.unitsBefore());
        OptionalLong cost = Pricing.cost(price, countedFrom, query.units());
        if (cost.isEmpty()) {
            return ProblemJson.reply(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the cost would leave the 64-bit range"),
                    request);
        }
        return Replies.ok(new EstimateView(priced.metricKey(), query.units(), cost.getAsLong(), priced.ruleId(),
                RuleJson.chosen(priced.chosen()), priced.unitsBefore(),
                Pricing.steps(price, countedFrom, query.units()).stream().map(StepView::of).toList()));
    }
}
