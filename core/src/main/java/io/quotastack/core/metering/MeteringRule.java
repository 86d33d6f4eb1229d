package io.quotastack.core.metering;

import java.time.Instant;
import java.util.Optional;

/**
 * A version of a metric's prices; immutable but for its archiving.
 *
 * @param version 1, 2, 3 … of the metric, by creation
 * @param price of events that no entry of the list is for; there is this, or the list has entries
 * @param prices by dimension
 * @param target whom it is for; absent: all customers
 * @param effectiveAt in force from then, inclusive, until the next later rule for the same
 * @param archivedAt from then on, inclusive, it is no longer in force
 */
public record MeteringRule(
        String id,
        String metricKey,
        int version,
        Optional<Price> price,
        PriceList prices,
        Optional<RuleTarget> target,
        Instant effectiveAt,
        Instant createdAt,
        Optional<Instant> archivedAt) {

    public MeteringRule {
        if (price.isEmpty() && prices.isEmpty()) {
            throw new IllegalArgumentException("a rule without a price");
        }
    }

    /** One price for all events of all customers. */
    public MeteringRule(String id, String metricKey, int version, Price price, Instant effectiveAt, Instant createdAt,
            Optional<Instant> archivedAt) {
        this(id, metricKey, version, Optional.of(price), PriceList.NONE, Optional.empty(), effectiveAt, createdAt,
                archivedAt);
    }

    /** The price of events of these values: the entry of the list that wins, else the rule's own; none without either. */
    public Optional<ChosenPrice> priceFor(DimensionValues values) {
        return chosen(price, prices, values);
    }

    /** The same of a rule that is proposed. */
    public static Optional<ChosenPrice> chosen(Optional<Price> own, PriceList prices, DimensionValues values) {
        Optional<ChosenPrice> listed = prices.isEmpty()
                ? Optional.empty()
                : prices.find(values).map(entry -> new ChosenPrice(entry.price(), Optional.of(entry.when())));
        return listed.isPresent() ? listed : own.map(price -> new ChosenPrice(price, Optional.empty()));
    }

    /** Whether it charges nothing (CONTRACT 4, shadow rules). */
    public boolean shadow() {
        return target.isPresent() && target.get() instanceof RuleTarget.Shadow;
    }

    public MeteringRule archived(Instant time) {
        return new MeteringRule(id, metricKey, version, price, prices, target, effectiveAt, createdAt,
                Optional.of(time));
    }

    /** Archived while it was still scheduled: as if it had never been, its predecessor runs on. */
    public boolean vanished() {
        return archivedAt.isPresent() && archivedAt.get().isBefore(effectiveAt);
    }

    boolean archivedBy(Instant time) {
        return archivedAt.isPresent() && !archivedAt.get().isAfter(time);
    }
}
