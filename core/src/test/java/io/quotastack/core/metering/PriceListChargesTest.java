package io.quotastack.core.metering;

import static io.quotastack.core.metering.Prices.big;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;

/** Charges by random lists of prices, against a model that looks at each entry and at each event charged so far. */
class PriceListChargesTest {

    private static final int LISTS = 300;
    private static final int EVENTS = 60;
    private static final List<String> DIMENSIONS = List.of("direction", "model");

    private final long seed = RandomGenerator.getDefault().nextLong();
    private final Random random = new Random(seed);

    private record Event(String id, Map<String, String> metadata, long units, Instant timestamp) {

        Map<String, String> values() {
            Map<String, String> values = new HashMap<>();
            DIMENSIONS.forEach(name -> values.put(name, metadata.getOrDefault(name, "")));
            return values;
        }
    }

    /** What a model knows: the events that stand. */
    private final List<Event> standing = new ArrayList<>();

    @Test
    void everyEventCostsWhatTheEntryThatWinsSaysAfterAllThatItCounts() {
        for (int i = 0; i < LISTS; i++) {
            standing.clear();
            MeteringRule rule = anyRule();
            Scenario scenario = scenario(rule);
            for (int n = 0; n < EVENTS; n++) {
                if (!standing.isEmpty() && random.nextInt(5) == 0) {
                    Event voided = standing.remove(random.nextInt(standing.size()));
                    scenario.voidUsage(voided.id()).expectOutcome(Outcome.CreditsWritten.class);
                } else {
                    charge(scenario, rule, anyEvent("e" + n, scenario));
                }
            }
        }
    }

    private void charge(Scenario scenario, MeteringRule rule, Event event) {
        scenario.use(new UsageEvent(event.id(), "tokens", event.units(), Optional.of(event.timestamp()),
                event.metadata()));
        Optional<PriceEntry> entry = best(rule, event);
        Optional<Price> price = entry.map(PriceEntry::price).or(rule::price);
        if (price.isEmpty()) {
            scenario.expectRefused(ProblemType.METRIC_NOT_PRICED);
            return;
        }
        BigInteger before = price.get().scope() == Scope.EVENT
                ? BigInteger.ZERO
                : sum(other -> month(other).equals(month(event))
                        && (entry.isEmpty() || other.values().equals(event.values())));
        BigInteger expected = event.units() == 0 && !(price.get() instanceof Price.Flat)
                ? BigInteger.ZERO
                : Prices.modelCost(price.get(), before.longValueExact(), event.units());
        assertThat(big(-scenario.last().entries().getLast().delta())).as("seed " + seed + ": " + event + " by " + rule)
                .isEqualTo(expected);
        standing.add(event);
    }

    /** What a month's events of the same values pay in all is the price of their total, rounded up once. */
    @Test
    void whatEventsOfTheSameValuesPayInAMonthIsThePriceOfTheirTotal() {
        for (int i = 0; i < LISTS; i++) {
            List<PriceEntry> entries = new ArrayList<>();
            for (String model : List.of("a", "b", "")) {
                entries.add(new PriceEntry(When.of(Map.of("model", model, "direction", "in")), risingPrice()));
            }
            MeteringRule rule = rule(Optional.of(risingPrice()), entries);
            Scenario scenario = scenario(rule);
            Map<Map<String, String>, Long> units = new HashMap<>();
            Map<Map<String, String>, BigInteger> paid = new HashMap<>();
            for (int n = 0; n < EVENTS; n++) {
                String model = List.of("a", "b", "").get(random.nextInt(3));
                var event = new Event("e" + n, Map.of("model", model, "direction", "in"), random.nextInt(1_000), START);
                scenario.use(new UsageEvent(event.id(), "tokens", event.units(), Optional.of(START),
                        event.metadata()));
                units.merge(event.values(), event.units(), Long::sum);
                paid.merge(event.values(), big(-scenario.last().entries().getLast().delta()), BigInteger::add);
            }
            units.forEach((values, total) -> {
                Price price = entries.stream().filter(entry -> entry.when().pairs().equals(values)).findFirst()
                        .orElseThrow().price();
                assertThat(paid.get(values)).as("seed " + seed + ": " + price).isEqualTo(total == 0
                        ? BigInteger.ZERO
                        : Prices.modelPrice(price, big(total)));
            });
        }
    }

    private Price risingPrice() {
        long perUnits = 1L + random.nextInt(1_000);
        return switch (random.nextInt(3)) {
            case 0 -> new Price.PerUnit(random.nextInt(500), perUnits, Scope.MONTH);
            case 1 -> new Price.PerPackage(1 + random.nextInt(700), random.nextInt(500), Scope.MONTH);
            default -> {
                Price.Tiered tiers = Prices.randomTiers(random, TierMode.GRADUATED, 100, 10_000);
                yield new Price.Tiered(TierMode.GRADUATED, Scope.MONTH, tiers.tiers(), perUnits);
            }
        };
    }

    private MeteringRule anyRule() {
        List<PriceEntry> entries = new ArrayList<>();
        Set<Map<String, String>> taken = new HashSet<>();
        for (int n = random.nextInt(8); n > 0; n--) {
            Map<String, String> when = anyMetadata(true);
            Price price = Prices.random(random, 1_000, 5_000);
            boolean counts = price.scope() != Scope.EVENT;
            if (!when.isEmpty() && (!counts || when.size() == DIMENSIONS.size()) && taken.add(when)) {
                entries.add(new PriceEntry(When.of(when), price));
            }
        }
        entries.removeIf(entry -> entry.when().names().equals(List.of("direction")));
        return rule(entries.isEmpty() || random.nextBoolean()
                ? Optional.of(Prices.random(random, 1_000, 5_000))
                : Optional.empty(), entries);
    }

    private static MeteringRule rule(Optional<Price> price, List<PriceEntry> entries) {
        PriceList prices = PriceList.of(entries);
        assertThat(prices.ambiguities()).isEmpty();
        return new MeteringRule("rule_tokens", "tokens", 1, price, prices, Optional.empty(), START, START,
                Optional.empty());
    }

    private static Scenario scenario(MeteringRule rule) {
        return Scenario.given().metric(new Metric("tokens", "Tokens", Optional.empty(), START, Optional.empty(),
                Optional.empty(), Dimensions.of(DIMENSIONS), Rules.of(List.of(rule)))).grants(credits(1L << 60));
    }

    private Event anyEvent(String id, Scenario scenario) {
        Map<String, String> metadata = new HashMap<>(anyMetadata(false));
        if (random.nextBoolean()) {
            metadata.put("trace", id);
        }
        return new Event(id, metadata, random.nextInt(6) == 0 ? 0 : random.nextInt(8_000),
                scenario.now().minus(Duration.ofDays(random.nextInt(3) * 20L)));
    }

    private Map<String, String> anyMetadata(boolean mayBeEmpty) {
        Map<String, String> metadata = new HashMap<>();
        for (String name : DIMENSIONS) {
            if (random.nextInt(4) > 0) {
                metadata.put(name, random.nextInt(6) == 0 && mayBeEmpty ? "" : "v" + random.nextInt(2));
            }
        }
        return metadata;
    }

    private static Optional<PriceEntry> best(MeteringRule rule, Event event) {
        Optional<PriceEntry> best = Optional.empty();
        for (PriceEntry entry : rule.prices().entries()) {
            Map<String, String> when = entry.when().pairs();
            if (event.values().entrySet().containsAll(when.entrySet())
                    && best.filter(other -> other.when().names().size() > when.size()).isEmpty()) {
                best = Optional.of(entry);
            }
        }
        return best;
    }

    private BigInteger sum(Predicate<Event> counted) {
        return standing.stream().filter(counted).map(event -> big(event.units())).reduce(BigInteger.ZERO,
                BigInteger::add);
    }

    private static TierPeriod month(Event event) {
        return TierPeriod.of(event.timestamp());
    }
}
