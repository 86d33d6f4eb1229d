package io.quotastack.core.metering;

import java.util.Optional;

/** Whom a rule is for, where it is not for all customers: a succession of its own (CONTRACT 4, prices by plan). */
public sealed interface RuleTarget {

    /** Customers on any variant of a plan. */
    record OfPlan(String planId) implements RuleTarget {}

    /** Customers on one variant, on whichever version of it. */
    record OfVariant(String variantId) implements RuleTarget {}

    /** What a customer's subscription is on: its variant's rules go before its plan's. */
    record Subscribed(OfVariant variant, OfPlan plan) {

        public static Subscribed to(String planId, String variantId) {
            return new Subscribed(new OfVariant(variantId), new OfPlan(planId));
        }
    }

    /** {@code plan/…} or {@code variant/…}. */
    default String text() {
        return switch (this) {
            case OfPlan(String planId) -> "plan/" + planId;
            case OfVariant(String variantId) -> "variant/" + variantId;
        };
    }

    /** Reads what {@link #text} writes. */
    static RuleTarget parse(String text) {
        String[] parts = text.split("/", 2);
        return switch (parts[0]) {
            case "plan" -> new OfPlan(parts[1]);
            case "variant" -> new OfVariant(parts[1]);
            default -> throw new IllegalArgumentException("no target of a rule: " + text);
        };
    }

    /** The plan that it is of, if it is of one. */
    static Optional<String> planId(Optional<RuleTarget> target) {
        return target.flatMap(of -> of instanceof OfPlan(String planId) ? Optional.of(planId) : Optional.empty());
    }

    /** The variant that it is of, if it is of one. */
    static Optional<String> variantId(Optional<RuleTarget> target) {
        return target.flatMap(of -> of instanceof OfVariant(String id) ? Optional.of(id) : Optional.empty());
    }
}
