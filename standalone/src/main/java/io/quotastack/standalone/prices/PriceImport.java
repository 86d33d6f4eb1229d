package io.quotastack.standalone.prices;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.Problem;
import io.quotastack.client.ProblemException;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.client.Result;

/**
 * Makes the rules of a price list: of each metric that the list names, one with all its prices, in place of the one in
 * force. What the list does not differ in stays as it is, so a list that was imported is not imported again.
 */
final class PriceImport {

    /** Faults are about what an entry is for or costs, which its place in the list says. */
    private static final Pattern IN_PRICES = Pattern.compile("/prices/(\\d{1,5})(/when)?");

    private final QuotaStackClient api;
    private final Optional<Instant> effectiveAt;

    /** @param effectiveAt when the prices are to take effect; none: at once */
    PriceImport(QuotaStackClient api, Optional<Instant> effectiveAt) {
        this.api = api;
        this.effectiveAt = effectiveAt;
    }

    /**
     * What is to be done for a metric.
     *
     * @param dimensions that the metric has; none if it is to be made
     * @param next when another rule takes the place of the prices, if one is scheduled
     */
    record Step(MetricPrices wanted, Optional<List<String>> dimensions, PriceDiff diff, Optional<Instant> next) {

        boolean nothing() {
            return dimensions.isPresent() && newDimensions().isEmpty() && diff.nothing();
        }

        private List<String> newDimensions() {
            List<String> known = dimensions.orElse(List.of());
            return wanted.dimensions().stream().filter(name -> !known.contains(name)).toList();
        }

        void print(PrintWriter out) {
            out.println(wanted.key() + (dimensions.isEmpty() ? " (new)" : "") + ": " + diff.counts()
                    + (newDimensions().isEmpty() ? "" : "; new dimensions: " + String.join(", ", newDimensions())));
            diff.lines().forEach(line -> out.println("  " + line));
            next.ifPresent(
                    time -> out.println("  until " + time + ", when the rule takes effect that is scheduled then"));
        }
    }

    /** Compares a metric's prices with those that are in force when they would take effect. */
    Step compare(MetricPrices wanted) {
        Optional<JsonNode> metric = metric(wanted.key());
        if (metric.filter(found -> found.hasNonNull("archived_at")).isPresent()) {
            throw new PriceListException(wanted.key() + " is archived, and takes no new prices");
        }
        List<JsonNode> rules = metric.isEmpty() ? List.of() : rules(wanted.key());
        var step = new Step(wanted, metric.map(PriceImport::dimensions),
                PriceDiff.of(wanted, inForce(rules).map(PriceImport::prices).orElse(Map.of())), next(rules));
        if (!step.diff().nothing()) {
            refuseCountsOfFewerDimensions(wanted, step.dimensions().orElse(List.of()));
        }
        return step;
    }

    /** What the making of a rule refuses (CONTRACT 4), before anything is made of the list. */
    private static void refuseCountsOfFewerDimensions(MetricPrices wanted, List<String> known) {
        SequencedSet<String> all = wanted.dimensions();
        all.addAll(known);
        var faults = new Faults();
        wanted.prices().stream().filter(price -> !price.when().isEmpty() && counts(price.price())
                && !price.when().keySet().containsAll(all))
                .forEach(price -> faults.add(price.place(), "must name all dimensions of " + wanted.key() + " ("
                        + String.join(", ", all) + "), since it counts a " + price.price().path("scope").asText()));
        faults.refuse();
    }

    private static boolean counts(JsonNode price) {
        return Set.of("month", "period").contains(price.path("scope").asText());
    }

    private Optional<JsonNode> metric(String key) {
        return switch (api.send(ApiRequest.get("/v1/billable-metrics/" + key))) {
            case Result.Answered<JsonNode> found -> Optional.of(found.value());
            case Result.Refused<JsonNode> refused when refused.problem() instanceof Problem.NotFound -> Optional
                    .empty();
            case Result.Refused<JsonNode> other -> Optional.of(other.orThrow());
        };
    }

    private static List<String> dimensions(JsonNode metric) {
        return metric.path("dimensions").valueStream().map(JsonNode::asText).toList();
    }

    /** Of the metric's own rules, not those of a plan. */
    private List<JsonNode> rules(String metric) {
        return api.rows("/v1/metering-rules?billable_metric_key=" + metric + "&limit=200")
                .filter(rule -> !rule.hasNonNull("plan_id") && !rule.hasNonNull("plan_variant_id"))
                .filter(rule -> !vanished(rule)).toList();
    }

    private Optional<JsonNode> inForce(List<JsonNode> rules) {
        return effectiveAt.isEmpty()
                ? rules.stream().filter(rule -> rule.path("status").asText().equals("active")).findAny()
                : rules.stream().filter(rule -> !effective(rule).isAfter(effectiveAt.get()))
                        .max(Comparator.comparing(PriceImport::effective))
                        .filter(rule -> !rule.hasNonNull("archived_at"));
    }

    private Optional<Instant> next(List<JsonNode> rules) {
        return rules.stream().filter(rule -> rule.path("status").asText().equals("scheduled"))
                .map(PriceImport::effective).filter(time -> effectiveAt.isEmpty() || time.isAfter(effectiveAt.get()))
                .min(Comparator.naturalOrder());
    }

    private static Instant effective(JsonNode rule) {
        return Instant.parse(rule.path("effective_at").asText());
    }

    /** Archived before it took effect: its predecessor runs on (CONTRACT 4). */
    private static boolean vanished(JsonNode rule) {
        return rule.hasNonNull("archived_at")
                && Instant.parse(rule.path("archived_at").asText()).isBefore(effective(rule));
    }

    private static Map<SortedMap<String, String>, JsonNode> prices(JsonNode rule) {
        var prices = new HashMap<SortedMap<String, String>, JsonNode>();
        if (rule.hasNonNull("cost_type")) {
            ObjectNode own = rule.deepCopy();
            own.retain(List.of("cost_type", "unit_cost", "per_units", "flat_cost", "package_size", "package_cost",
                    "tier_mode", "tiers", "scope"));
            prices.put(new TreeMap<>(), own);
        }
        rule.path("prices").forEach(price -> {
            SortedMap<String, String> when = new TreeMap<>();
            price.path("when").properties().forEach(value -> when.put(value.getKey(), value.getValue().asText()));
            prices.put(when, price);
        });
        return prices;
    }

    /** Does it: the metric and its dimensions, then its rule. */
    void apply(Step step) {
        MetricPrices wanted = step.wanted();
        try {
            prepareMetric(step);
            if (!step.diff().nothing()) {
                api.send(ApiRequest.post("/v1/metering-rules", rule(wanted))).orThrow();
            }
        } catch (ProblemException e) {
            throw new PriceListException(wanted.key() + ": " + text(wanted, e.problem().details()));
        }
    }

    private void prepareMetric(Step step) {
        MetricPrices wanted = step.wanted();
        if (step.dimensions().isEmpty()) {
            api.send(ApiRequest.post("/v1/billable-metrics", Map.of("key", wanted.key(), "name", wanted.name(),
                    "dimensions", List.copyOf(wanted.dimensions())))).orThrow();
        } else if (!step.newDimensions().isEmpty()) {
            var all = new ArrayList<>(step.dimensions().get());
            all.addAll(step.newDimensions());
            api.send(ApiRequest.patch("/v1/billable-metrics/" + wanted.key(), Map.of("dimensions", all))).orThrow();
        }
    }

    private Map<String, Object> rule(MetricPrices wanted) {
        var rule = new LinkedHashMap<String, Object>();
        rule.put("billable_metric_key", wanted.key());
        wanted.prices().stream().filter(price -> price.when().isEmpty()).forEach(own -> rule.putAll(own.fields()));
        List<ListedPrice> byDimension = byDimension(wanted);
        if (!byDimension.isEmpty()) {
            rule.put("prices", byDimension.stream().map(PriceImport::entry).toList());
        }
        effectiveAt.ifPresent(time -> rule.put("effective_at", time.toString()));
        return rule;
    }

    private static Map<String, Object> entry(ListedPrice price) {
        var entry = new LinkedHashMap<String, Object>(price.fields());
        entry.put("when", price.when());
        return entry;
    }

    private static List<ListedPrice> byDimension(MetricPrices wanted) {
        return wanted.prices().stream().filter(price -> !price.when().isEmpty()).toList();
    }

    /** A refusal, its faults a line each, by where they stand in the list. */
    private static String text(MetricPrices wanted, Problem.Details refusal) {
        List<ListedPrice> byDimension = byDimension(wanted);
        var text = new StringBuilder(refusal.status() + " " + refusal.detail());
        refusal.errors().forEach(fault -> text.append("\n  ").append(place(fault.place(), byDimension)).append(": ")
                .append(IN_PRICES.matcher(fault.detail()).replaceAll(
                        other -> Matcher.quoteReplacement(place(other.group(), byDimension)))));
        return text.toString();
    }

    private static String place(String pointer, List<ListedPrice> byDimension) {
        Matcher inPrices = IN_PRICES.matcher(pointer);
        boolean listed = inPrices.lookingAt() && Integer.parseInt(inPrices.group(1)) < byDimension.size();
        return listed
                ? byDimension.get(Integer.parseInt(inPrices.group(1))).place() + pointer.substring(inPrices.end())
                : pointer;
    }
}
