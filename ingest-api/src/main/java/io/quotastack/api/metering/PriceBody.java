package io.quotastack.api.metering;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.config.decide.PriceListFaults;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;

/**
 * Reads what a rule says units cost (CONTRACT 4): {@code cost_type} and the fields that go with it, those of another type being
 * unknown fields, and the list {@code prices}.
 */
final class PriceBody {

    private enum CostType {
        FLAT,
        PER_UNIT,
        PACKAGE,
        TIERED;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST_TIERS = 100;
    private static final Set<String> FIELDS = Set.of("flat_cost", "unit_cost", "package_size", "package_cost",
            "tier_mode", "tiers", "per_units", "scope");
    private static final FieldType<CostType> COST_TYPE = FieldTypes.choice(CostType::text, CostType.values());
    private static final FieldType<Long> COST = FieldTypes.integer(0, Long.MAX_VALUE);
    private static final FieldType<Long> UNITS = FieldTypes.integer(1, Long.MAX_VALUE);
    private static final FieldType<Long> PER_UNITS = FieldTypes.integer(1, Price.MOST_PER_UNITS);
    private static final FieldType<Price.TierMode> TIER_MODE = FieldTypes.choice(Price.TierMode::text,
            Price.TierMode.values());
    private static final FieldType<Price.Scope> SCOPE = FieldTypes.choice(Price.Scope::text,
            Price.Scope.values());
    private static final FieldType<List<Tier>> TIERS = FieldTypes
            .list(FieldTypes.object(new Tier(OptionalLong.empty(), 0, 0), PriceBody::tier), 1, MOST_TIERS);

    /** Stands for a price that is at fault and could not be made; such a request is refused. */
    private static final Price UNREAD = new Price.Flat(0);

    private static final When UNREAD_WHEN = new When(List.of("unread"), List.of(""));
    private static final FieldType<When> WHEN = new FieldType<>(UNREAD_WHEN,
            (value, path) -> FieldTypes.METADATA.reader().read(value, path).flatMap(pairs -> when(pairs, path)));
    private static final FieldType<List<PriceEntry>> ENTRIES = FieldTypes.list(
            FieldTypes.object(new PriceEntry(UNREAD_WHEN, UNREAD),
                    fields -> new PriceEntry(fields.required("when", WHEN), read(fields))),
            1, PriceList.MOST_ENTRIES);

    /** All prices of a rule: one of its own, a list, or both. */
    record RulePrices(Optional<Price> price, PriceList prices) {}

    private PriceBody() {}

    static RulePrices ofRule(Fields body) {
        Optional<Price> price = body.has("cost_type") || !body.has("prices")
                ? Optional.of(read(body))
                : Optional.empty();
        PriceList prices = PriceList.of(body.optional("prices", ENTRIES).orElse(List.of()));
        if (!body.errors().at(body.at("prices").name())) {
            prices.ambiguities().forEach(pair -> body.at("prices").at(pair.second()).at("when")
                    .fault("can win for the same events as " + body.at("prices").at(pair.first()).at("when").name()
                            + ", with as many dimensions"));
        }
        return new RulePrices(price, prices);
    }

    /** Adds where a list does not fit the dimensions of its metric, but for entries whose dimensions could not be read. */
    static void addFaultsOfDimensions(Fields body, PriceList prices, Dimensions dimensions) {
        Set<String> unread = IntStream.range(0, prices.entries().size())
                .filter(i -> prices.entries().get(i).when().equals(UNREAD_WHEN))
                .mapToObj(i -> body.at("prices").at(i).at("when").name()).collect(Collectors.toSet());
        PriceListFaults.of(prices, dimensions).stream().flatMap(problem -> problem.errors().stream())
                .filter(fault -> !unread.contains(fault.name())).forEach(body.errors()::add);
    }

    private static Optional<When> when(Map<String, String> pairs, FieldPath path) {
        if (pairs.isEmpty() || pairs.size() > Dimensions.MOST) {
            path.fault("must name 1 to " + Dimensions.MOST + " dimensions");
            return Optional.empty();
        }
        return Optional.of(When.of(pairs));
    }

    private static Price read(Fields body) {
        return body.deciding("cost_type", COST_TYPE, FIELDS).map(type -> switch (type) {
            case FLAT -> new Price.Flat(body.required("flat_cost", COST));
            case PER_UNIT -> new Price.PerUnit(body.required("unit_cost", COST), perUnits(body), scope(body));
            case PACKAGE -> new Price.PerPackage(body.required("package_size", UNITS),
                    body.required("package_cost", COST), scope(body));
            case TIERED -> tiered(body);
        }).orElse(UNREAD);
    }

    private static Price tiered(Fields body) {
        Price.TierMode mode = body.required("tier_mode", TIER_MODE);
        Price.Scope scope = scope(body);
        long perUnits = perUnits(body);
        List<Tier> tiers = body.required("tiers", TIERS);
        boolean wellOrdered = !tiers.isEmpty();
        for (int i = 0; i < tiers.size(); i++) {
            wellOrdered &= checkEnd(body.at("tiers").at(i).at("up_to"), tiers, i);
        }
        return wellOrdered ? new Price.Tiered(mode, scope, tiers, perUnits) : UNREAD;
    }

    private static Price.Scope scope(Fields body) {
        return body.optional("scope", SCOPE).orElse(Price.Scope.EVENT);
    }

    private static long perUnits(Fields body) {
        return body.optional("per_units", PER_UNITS).orElse(1L);
    }

    private static Tier tier(Fields fields) {
        Optional<Long> upTo = fields.requiredNullable("up_to", UNITS);
        return new Tier(upTo.isPresent() ? OptionalLong.of(upTo.get()) : OptionalLong.empty(),
                fields.required("unit_cost", COST), fields.optional("flat_cost", COST).orElse(0L));
    }

    /** Tiers rise, and only the last has no end. */
    private static boolean checkEnd(FieldPath upTo, List<Tier> tiers, int index) {
        OptionalLong end = tiers.get(index).upTo();
        boolean last = index == tiers.size() - 1;
        if (last && end.isPresent()) {
            upTo.fault("must be null in the last tier");
        } else if (!last && end.isEmpty()) {
            upTo.fault("must not be null but in the last tier");
        } else if (index > 0 && end.isPresent() && end.getAsLong() <= tiers.get(index - 1).upTo().orElse(0)) {
            upTo.fault("must be above that of the tier before");
        } else {
            return true;
        }
        return false;
    }
}
