package io.quotastack.core.metering;

import java.util.OptionalLong;

/**
 * A step of a tiered price.
 *
 * @param upTo the last unit of this tier, inclusive; absent in the last tier
 * @param unitCost millicredits a unit
 * @param flatCost millicredits for entering the tier
 */
public record Tier(OptionalLong upTo, long unitCost, long flatCost) {}
