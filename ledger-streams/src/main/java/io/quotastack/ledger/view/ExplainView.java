package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quotastack.core.metering.PriceStep;

/**
 * Why an entry moved what it moved, as answered (CONTRACT 5); amounts are millicredits.
 *
 * @param usage null unless the entry charges or refunds usage, or holds credits for it
 * @param blocks in the order the entry took them
 * @param overage the share that went into overage, or came out of it
 */
public record ExplainView(
        String ledgerEntryId,
        long sequence,
        String type,
        long delta,
        Optional<String> externalPaymentId,
        Optional<UsageExplained> usage,
        List<BlockExplained> blocks,
        long overage) {

    /**
     * How the price came about.
     *
     * @param eventId null where credits were held or a hold was committed
     * @param billableMetricKey null, with {@code units}, {@code rule} and {@code tierUnitsBefore}, where there are lines
     * @param rule the version that was in force at {@code timestamp}; null when the configuration has no such rule; without
     *     its list of prices
     * @param price of the rule, for the dimensions of the event, with its {@code when}: which entry of the list won; null for
     *     a refund
     * @param tierUnitsBefore the customer's charged units that the price counted before this event
     * @param steps their amounts sum to the cost; none for a refund, which gives back what was paid, and for a commit whose
     *     cost the caller named
     * @param lines only of usage that was given as lines
     */
    public record UsageExplained(
            Optional<String> eventId,
            Optional<String> billableMetricKey,
            Optional<Long> units,
            Instant timestamp,
            Optional<Map<String, Object>> rule,
            Optional<Map<String, Object>> price,
            Optional<Long> tierUnitsBefore,
            List<StepView> steps,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LineExplained> lines) {}

    /**
     * How the price of a line came about.
     *
     * @param price as that of an event of one metric
     * @param tierUnitsBefore the units that the price counted on from: the customer's charged ones where it counts those, and
     *     those of lines before it
     * @param steps their amounts sum to the cost of the line, as those of an event of one metric do
     */
    public record LineExplained(
            String billableMetricKey,
            long units,
            long cost,
            Map<String, String> metadata,
            Optional<Map<String, Object>> rule,
            Optional<Map<String, Object>> price,
            long tierUnitsBefore,
            List<StepView> steps) {}

    /**
     * One line of the sum that a cost is: units × unit_cost ÷ per_units + flat_cost.
     *
     * @param amount exact: a whole number, or a fraction in lowest terms
     */
    public record StepView(
            String kind,
            long units,
            OptionalLong tierUpTo,
            long unitCost,
            long perUnits,
            long flatCost,
            String amount) {

        public static StepView of(PriceStep step) {
            return new StepView(step.kind().text(), step.units(), step.tierUpTo(), step.unitCost(), step.perUnits(),
                    step.flatCost(), step.amount().toString());
        }
    }

    /**
     * What the entry did to a block.
     *
     * @param repaid the part of {@code amount} that paid back overage
     * @param orderedBy the rule of the burn order that puts it behind the one before it: {@code priority},
     *     {@code expires_at}, {@code free_before_paid} or {@code creation}; null for the first
     * @param why the same in a sentence
     */
    public record BlockExplained(
            String blockId,
            long amount,
            long repaid,
            long remainingBefore,
            long remainingAfter,
            int priority,
            Optional<Instant> expiresAt,
            Optional<Long> pricePaid,
            Optional<String> externalPaymentId,
            Instant createdAt,
            Optional<String> orderedBy,
            String why) {}
}
