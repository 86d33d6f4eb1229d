package io.quotastack.standalone.prices;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * All prices that a list has for a metric.
 *
 * @param name of the metric, if it is to be made
 */
record MetricPrices(String key, String name, List<ListedPrice> prices) {

    MetricPrices {
        prices = List.copyOf(prices);
    }

    /** The dimensions that its prices differ by. */
    SequencedSet<String> dimensions() {
        var dimensions = new LinkedHashSet<String>();
        prices.forEach(price -> dimensions.addAll(price.when().keySet()));
        return dimensions;
    }
}
