package io.quotastack.core.metering;

import java.util.Optional;

/**
 * The price of a rule that an event goes by.
 *
 * @param when which entry of its list that is; absent: the rule's own price
 */
public record ChosenPrice(Price price, Optional<When> when) {

    /** The counter of a scope that it goes by: of the entry's values, else all units of the metric ({@code ""}). */
    public String counterKey() {
        return price.scope() == Price.Scope.EVENT ? "" : when.map(When::counterKey).orElse("");
    }

    /** Whether it counts the units of an event of those values. */
    public boolean counts(DimensionValues event) {
        return when.isEmpty() || when.get().matches(event);
    }
}
