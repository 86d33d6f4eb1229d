package io.quotastack.core.ledger;

import java.util.Map;

import io.quotastack.core.text.Metadata;

/**
 * Units of a metric, the rule that priced them, and what they cost.
 *
 * @param cost millicredits, at least 0: charged, held, or given back, as the entry says
 * @param metadata of the line alone; none where the usage is of one metric, whose metadata are the entry's
 */
public record PricedLine(String metricKey, String ruleId, long units, long cost, Map<String, String> metadata) {

    public PricedLine {
        metadata = Metadata.copyOf(metadata);
    }
}
