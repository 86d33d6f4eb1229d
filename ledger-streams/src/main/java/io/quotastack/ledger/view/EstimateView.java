package io.quotastack.ledger.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.ledger.view.ExplainView.StepView;

/**
 * What units would cost (CONTRACT 4); millicredits.
 *
 * @param ruleId of the rule in force; null for a proposed one
 * @param price of the rule that it goes by, with its {@code when}
 * @param unitsBefore what the price's counter says of the customer before
 * @param steps their amounts sum to {@code cost}
 */
public record EstimateView(
        Optional<String> billableMetricKey,
        long units,
        long cost,
        Optional<String> ruleId,
        Map<String, Object> price,
        long unitsBefore,
        List<StepView> steps) {}
