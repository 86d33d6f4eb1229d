package io.quotastack.core.metering;

import java.util.OptionalLong;

/**
 * A step of a tiered price.
 *
 * @param upTo the last unit of this tier, inclusive, at least 1; absent in the last tier
 * @param unitCost millicredits a unit, or for as many units as the price says
 * @param flatCost millicredits for entering the tier
 */
public record Tier(OptionalLong upTo, long unitCost, long flatCost) {

    public Tier {
        if (upTo.isPresent() && upTo.getAsLong() < 1) {
            throw new IllegalArgumentException("up_to below 1: " + upTo.getAsLong());
        }
        if (unitCost < 0 || flatCost < 0) {
            throw new IllegalArgumentException("unit_cost or flat_cost below 0: " + unitCost + ", " + flatCost);
        }
    }

    /** {@code upTo}, or the largest number there is in the last tier. */
    long lastUnit() {
        return upTo.orElse(Long.MAX_VALUE);
    }
}
