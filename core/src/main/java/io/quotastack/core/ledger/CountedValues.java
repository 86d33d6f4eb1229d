package io.quotastack.core.ledger;

import io.quotastack.core.metering.When;

/**
 * Units that a charge adds to a counter of values of dimensions, beside that of all units of the metric.
 *
 * @param values their key ({@link When#counterKey})
 */
public record CountedValues(String metricKey, String values, long units) {}
