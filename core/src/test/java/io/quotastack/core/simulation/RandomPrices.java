package io.quotastack.core.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;

/** Prices of all kinds and scopes, and lists of them that a rule may have. */
record RandomPrices(Random random) {

    private static final List<Scope> SCOPES = List.of(Scope.values());

    /** A price of its own, a list, or both. */
    record Prices(Optional<Price> own, PriceList list) {}

    Price one() {
        return one(SCOPES.get(random.nextInt(SCOPES.size())));
    }

    private Price one(Scope scope) {
        return switch (random.nextInt(4)) {
            case 0 -> new Price.Flat(random.nextInt(20));
            case 1 -> new Price.PerUnit(random.nextInt(10), 1 + random.nextInt(7), scope);
            case 2 -> new Price.PerPackage(1 + random.nextInt(9), random.nextInt(30), scope);
            default -> new Price.Tiered(random.nextBoolean() ? TierMode.GRADUATED : TierMode.VOLUME, scope,
                    List.of(new Tier(OptionalLong.of(1 + random.nextInt(30)), random.nextInt(9), random.nextInt(5)),
                            new Tier(OptionalLong.empty(), random.nextInt(9), random.nextInt(5))),
                    1 + random.nextInt(3));
        };
    }

    /** For a metric that has these dimensions. */
    Prices forMetric(List<String> dimensions) {
        List<PriceEntry> entries = new ArrayList<>();
        Set<Map<String, String>> taken = new HashSet<>();
        for (int i = dimensions.isEmpty() ? 0 : random.nextInt(6); i > 0; i--) {
            Map<String, String> when = random.nextBoolean()
                    ? values(dimensions)
                    : values(List.of(dimensions.getFirst()));
            if (taken.add(when)) {
                entries.add(new PriceEntry(When.of(when),
                        when.size() == dimensions.size() ? one() : one(Scope.EVENT)));
            }
        }
        return new Prices(entries.isEmpty() || random.nextBoolean() ? Optional.of(one()) : Optional.empty(),
                PriceList.of(entries));
    }

    /** One of few of each dimension. */
    Map<String, String> values(List<String> dimensions) {
        Map<String, String> values = new TreeMap<>();
        dimensions.forEach(name -> values.put(name, List.of("a", "b", "").get(random.nextInt(3))));
        return values;
    }

    /** What an event, a line or a hold says of them: of all, of some, or of none. */
    Map<String, String> metadata(List<String> dimensions) {
        Map<String, String> metadata = values(dimensions);
        metadata.keySet().removeIf(name -> random.nextInt(3) == 0);
        return metadata;
    }
}
