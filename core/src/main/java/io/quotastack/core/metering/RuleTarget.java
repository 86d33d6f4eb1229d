package io.quotastack.core.metering;

import java.util.Optional;

/** Whom a rule is for, where it is not for all customers: a succession of its own (CONTRACT 4, prices by plan). */
public sealed interface RuleTarget {

    /** Customers on any variant of a plan. */
    record OfPlan(String planId) implements RuleTarget {}

    /** Customers on one variant, on whichever version of it. */
    record OfVariant(String variantId) implements RuleTarget {}

    /**
     * Nobody, so that it charges nothing: what it would have cost those whom it would be for is told of the ledger.
     *
     * @param of absent: all customers
     */
    record Shadow(Optional<RuleTarget> of) implements RuleTarget {
        public Shadow {
            if (of.isPresent() && of.get() instanceof Shadow) {
                throw new IllegalArgumentException("a shadow of a shadow");
            }
        }
    }

    /** What a customer's subscription is on: its variant's rules go before its plan's. */
    record Subscribed(OfVariant variant, OfPlan plan) {

        public static Subscribed to(String planId, String variantId) {
            return new Subscribed(new OfVariant(variantId), new OfPlan(planId));
        }
    }

    /** {@code plan/…} or {@code variant/…}; {@code shadow}, or {@code shadow/} and one of these. */
    default String text() {
        return switch (this) {
            case OfPlan(String planId) -> "plan/" + planId;
            case OfVariant(String variantId) -> "variant/" + variantId;
            case Shadow(Optional<RuleTarget> of) -> "shadow" + of.map(target -> "/" + target.text()).orElse("");
        };
    }

    /** Reads what {@link #text} writes. */
    static RuleTarget parse(String text) {
        String[] parts = text.split("/", 2);
        return switch (parts[0]) {
            case "plan" -> new OfPlan(parts[1]);
            case "variant" -> new OfVariant(parts[1]);
            case "shadow" -> new Shadow(parts.length == 1 ? Optional.empty() : Optional.of(parse(parts[1])));
            default -> throw new IllegalArgumentException("no target of a rule: " + text);
        };
    }

    /** Whom a rule is for, or would be for if it were no shadow. */
    static Optional<RuleTarget> customers(Optional<RuleTarget> target) {
        return target.isPresent() && target.get() instanceof Shadow(Optional<RuleTarget> of) ? of : target;
    }

    /** The plan that it is of, if it is of one. */
    static Optional<String> planId(Optional<RuleTarget> target) {
        return customers(target)
                .flatMap(of -> of instanceof OfPlan(String planId) ? Optional.of(planId) : Optional.empty());
    }

    /** The variant that it is of, if it is of one. */
    static Optional<String> variantId(Optional<RuleTarget> target) {
        return customers(target)
                .flatMap(of -> of instanceof OfVariant(String id) ? Optional.of(id) : Optional.empty());
    }
}
