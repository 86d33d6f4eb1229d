package io.quotastack.schemas.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;

/** A metering rule as clients see it (CONTRACT 4): which price fields it has depends on its {@code cost_type}. */
public final class RuleJson {

    private RuleJson() {}

    /** The members of the rule's document, in the order they are written; {@code metric} is the one it prices. */
    public static Map<String, Object> document(Metric metric, MeteringRule rule, Instant now) {
        Map<String, Object> document = withoutList(metric, rule, now);
        if (!rule.prices().isEmpty()) {
            document.put("prices", rule.prices().entries().stream().map(RuleJson::entry).toList());
        }
        return document;
    }

    /** The same without the prices of its list, of which there may be thousands. */
    public static Map<String, Object> withoutList(Metric metric, MeteringRule rule, Instant now) {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", rule.id());
        document.put("billable_metric_key", rule.metricKey());
        document.put("version", rule.version());
        document.put("plan_id", RuleTarget.planId(rule.target()));
        document.put("plan_variant_id", RuleTarget.variantId(rule.target()));
        document.put("shadow", rule.shadow());
        rule.price().ifPresent(price -> document.putAll(price(price)));
        document.put("effective_at", rule.effectiveAt());
        document.put("created_at", rule.createdAt());
        document.put("archived_at", rule.archivedAt());
        document.put("status", status(metric, rule, now));
        return document;
    }

    /** The fields of a rule's own price, if it has one, and its list, if it has one. */
    static Map<String, Object> prices(Optional<Price> own, PriceList list) {
        var members = new LinkedHashMap<String, Object>();
        own.ifPresent(price -> members.putAll(price(price)));
        if (!list.isEmpty()) {
            members.put("prices", list.entries().stream().map(RuleJson::entry).toList());
        }
        return members;
    }

    private static Map<String, Object> entry(PriceEntry entry) {
        return chosen(new ChosenPrice(entry.price(), Optional.of(entry.when())));
    }

    /** {@code when}, null for the rule's own price, and the fields of the price. */
    public static Map<String, Object> chosen(ChosenPrice chosen) {
        var members = new LinkedHashMap<String, Object>();
        members.put("when", chosen.when().map(When::pairs));
        members.putAll(price(chosen.price()));
        return members;
    }

    /** {@code cost_type} and the fields that go with it, as a rule's creation takes them. */
    public static Map<String, Object> price(Price price) {
        var members = new LinkedHashMap<String, Object>();
        switch (price) {
            case Price.Flat(long flatCost) -> {
                members.put("cost_type", "flat");
                members.put("flat_cost", flatCost);
            }
            case Price.PerUnit(long unitCost, long perUnits, Price.Scope scope) -> {
                members.put("cost_type", "per_unit");
                members.put("unit_cost", unitCost);
                members.put("per_units", perUnits);
                members.put("scope", scope.text());
            }
            case Price.PerPackage(long size, long cost, Price.Scope scope) -> {
                members.put("cost_type", "package");
                members.put("package_size", size);
                members.put("package_cost", cost);
                members.put("scope", scope.text());
            }
            case Price.Tiered tiered -> {
                members.put("cost_type", "tiered");
                members.put("tier_mode", tiered.mode().text());
                members.put("tiers", tiers(tiered.tiers()));
                members.put("per_units", tiered.perUnits());
                members.put("scope", tiered.scope().text());
            }
        }
        return members;
    }

    private static List<Map<String, Object>> tiers(List<Tier> tiers) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Tier tier : tiers) {
            var document = new LinkedHashMap<String, Object>();
            document.put("up_to", tier.upTo());
            document.put("unit_cost", tier.unitCost());
            document.put("flat_cost", tier.flatCost());
            documents.add(document);
        }
        return documents;
    }

    /** {@code archived}, {@code scheduled}, {@code superseded} or {@code active} (in force at {@code now}). */
    private static String status(Metric metric, MeteringRule rule, Instant now) {
        if (rule.archivedAt().isPresent()) {
            return "archived";
        }
        if (rule.effectiveAt().isAfter(now)) {
            return "scheduled";
        }
        Optional<MeteringRule> successor = metric.rules().succession(rule.target()).stream()
                .filter(other -> other.effectiveAt().isAfter(rule.effectiveAt()) && !other.effectiveAt().isAfter(now))
                .findAny();
        return successor.isPresent() ? "superseded" : "active";
    }
}
