package io.quotastack.standalone.prices;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a metric's prices in a list differ from those in force. A price for units is the fraction it is, however it is
 * written: 375 for 10,000,000 is 37.5 for 1,000,000.
 */
record PriceDiff(List<String> lines, int added, int removed, int changed, int unchanged) {

    PriceDiff {
        lines = List.copyOf(lines);
    }

    /** @param inForce by what each is for */
    static PriceDiff of(MetricPrices wanted, Map<SortedMap<String, String>, JsonNode> inForce) {
        var left = new HashMap<>(inForce);
        var lines = new ArrayList<String>();
        int added = 0;
        int changed = 0;
        for (ListedPrice price : wanted.prices()) {
            JsonNode before = left.remove(price.when());
            if (before == null) {
                added++;
                lines.add("+ " + ListedPrice.text(price.when()) + ": " + text(price.price()));
            } else if (!canonical(before).equals(canonical(price.price()))) {
                changed++;
                lines.add("~ " + ListedPrice.text(price.when()) + ": " + text(before) + " -> " + text(price.price()));
            }
        }
        left.entrySet().stream().map(gone -> "- " + ListedPrice.text(gone.getKey()) + ": " + text(gone.getValue()))
                .sorted().forEach(lines::add);
        return new PriceDiff(lines, added, left.size(), changed, wanted.prices().size() - added - changed);
    }

    boolean nothing() {
        return lines.isEmpty();
    }

    String counts() {
        return added + " added, " + removed + " removed, " + changed + " changed, " + unchanged + " unchanged";
    }

    /** Of two prices that cost the same the same. */
    private static Map<String, String> canonical(JsonNode price) {
        var canonical = new HashMap<String, String>();
        price.properties().forEach(member -> canonical.put(member.getKey(), member.getValue().toString()));
        canonical.remove("when");
        if (price.path("cost_type").asText().equals("per_unit")) {
            BigInteger cost = price.path(PriceFields.UNIT_COST).bigIntegerValue();
            BigInteger units = BigInteger.valueOf(price.path(PriceFields.PER_UNITS).asLong(1));
            BigInteger common = cost.gcd(units);
            canonical.put(PriceFields.UNIT_COST, cost.divide(common).toString());
            canonical.put(PriceFields.PER_UNITS, units.divide(common).toString());
        }
        return canonical;
    }

    private static String text(JsonNode price) {
        String scope = price.has(PriceFields.SCOPE) ? ", by " + price.path(PriceFields.SCOPE).asText() : "";
        return switch (price.path("cost_type").asText()) {
            case "per_unit" -> price.path(PriceFields.UNIT_COST).asText() + " per "
                    + price.path(PriceFields.PER_UNITS).asText() + scope;
            case "flat" -> price.path(PriceFields.FLAT_COST).asText() + " per event";
            case "package" -> price.path(PriceFields.PACKAGE_COST).asText() + " per package of "
                    + price.path(PriceFields.PACKAGE_SIZE).asText() + scope;
            default -> price.path("cost_type").asText() + scope;
        };
    }
}
