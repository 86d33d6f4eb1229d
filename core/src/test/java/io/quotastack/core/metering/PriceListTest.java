package io.quotastack.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.quotastack.core.metering.PriceList.Ambiguity;

class PriceListTest {

    private static final List<String> DIMENSIONS = List.of("direction", "model", "region", "tier");
    private static final int LISTS = 2_000;

    private final long seed = RandomGenerator.getDefault().nextLong();
    private final Random random = new Random(seed);

    @Test
    void theEntryWithTheMostDimensionsThatAllMatchWins() {
        PriceList prices = list(Map.of("model", "large"), Map.of("model", "large", "direction", "output"),
                Map.of("direction", ""));

        assertThat(find(prices, Map.of("model", "large", "direction", "output"))).hasValue(1L);
        assertThat(find(prices, Map.of("model", "large", "direction", "input"))).hasValue(0L);
        assertThat(find(prices, Map.of("model", "small", "direction", "input"))).isEmpty();
    }

    @Test
    void anEventThatLacksADimensionHasTheEmptyValueThere() {
        PriceList prices = list(Map.of("direction", ""));

        assertThat(find(prices, Map.of("model", "small"))).hasValue(0L);
        assertThat(find(prices, Map.of("direction", ""))).hasValue(0L);
        assertThat(find(prices, Map.of("direction", "input"))).isEmpty();
    }

    @Test
    void aLineSaysItsDimensionsBeforeItsEvent() {
        PriceList prices = list(Map.of("model", "large", "direction", "output"));

        assertThat(prices.find(new DimensionValues(Map.of("direction", "output"),
                Map.of("direction", "input", "model", "large")))).isPresent();
        assertThat(prices.find(new DimensionValues(Map.of("direction", ""),
                Map.of("direction", "output", "model", "large")))).isEmpty();
    }

    @Test
    void entriesThatCouldBothWinAreNamed() {
        assertThat(list(Map.of("model", "a"), Map.of("model", "a")).ambiguities())
                .containsExactly(new Ambiguity(0, 1));
        assertThat(list(Map.of("model", "a"), Map.of("direction", "in")).ambiguities())
                .containsExactly(new Ambiguity(0, 1));
        assertThat(list(Map.of("model", "a", "direction", "in"), Map.of("model", "a", "region", "eu"),
                Map.of("model", "b", "region", "eu")).ambiguities()).containsExactly(new Ambiguity(0, 1));
        assertThat(list(Map.of("model", "a"), Map.of("model", "a", "direction", "in"), Map.of("model", "b"))
                .ambiguities()).isEmpty();
    }

    /** Against a look at each entry and each pair. */
    @Test
    void findsAndRefusesWhatALookAtEachEntryDoes() {
        for (int i = 0; i < LISTS; i++) {
            List<Map<String, String>> whens = new ArrayList<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                whens.add(anyValues(1 + random.nextInt(3)));
            }
            PriceList prices = list(whens);
            Set<Integer> expected = new HashSet<>();
            for (int second = 0; second < whens.size(); second++) {
                for (int first = 0; first < second; first++) {
                    if (couldBothWin(whens.get(first), whens.get(second))) {
                        expected.add(second);
                    }
                }
            }
            List<Ambiguity> found = prices.ambiguities();
            assertThat(found).as("seed " + seed).extracting(Ambiguity::second)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(found).as("seed " + seed)
                    .allMatch(pair -> couldBothWin(whens.get(pair.first()), whens.get(pair.second())));
            if (expected.isEmpty()) {
                Map<String, String> event = anyValues(random.nextInt(5));
                assertThat(find(prices, event)).as("seed " + seed).isEqualTo(best(whens, event));
            }
        }
    }

    @Test
    void valuesAreCountedUnderKeysThatDifferWhereTheyDo() {
        assertThat(When.of(Map.of("a", "bc")).counterKey()).hasSize(32)
                .isEqualTo(When.of(Map.of("a", "bc")).counterKey())
                .isNotEqualTo(When.of(Map.of("ab", "c")).counterKey())
                .isNotEqualTo(When.of(Map.of("a", "bc", "d", "")).counterKey());
    }

    @Test
    void aListOfFiveThousandIsLookedAtAndUsedInNoTime() {
        List<Map<String, String>> whens = new ArrayList<>();
        for (int i = 0; i < PriceList.MOST_ENTRIES; i++) {
            whens.add(switch (i % 3) {
                case 0 -> Map.of("model", "m" + i, "direction", "in", "region", "eu");
                case 1 -> Map.of("model", "m" + i, "direction", "in");
                default -> Map.of("model", "m" + i, "tier", "batch");
            });
        }
        PriceList prices = list(whens);

        assertThat(prices.ambiguities()).isEmpty();
        assertThat(find(prices, Map.of("model", "m1", "direction", "in", "tier", "batch"))).hasValue(1L);
        assertThat(find(prices, Map.of("model", "m4998", "direction", "in", "region", "eu"))).hasValue(4_998L);
        assertThat(find(prices, Map.of("model", "m4998", "direction", "in"))).isEmpty();
    }

    private Map<String, String> anyValues(int dimensions) {
        Map<String, String> values = new HashMap<>();
        while (values.size() < Math.min(dimensions, DIMENSIONS.size())) {
            values.put(DIMENSIONS.get(random.nextInt(DIMENSIONS.size())),
                    random.nextInt(5) == 0 ? "" : "v" + random.nextInt(3));
        }
        return values;
    }

    private static boolean couldBothWin(Map<String, String> one, Map<String, String> other) {
        return one.size() == other.size() && one.keySet().stream().filter(other::containsKey)
                .allMatch(name -> Objects.equals(one.get(name), other.get(name)));
    }

    private static Optional<Long> best(List<Map<String, String>> whens, Map<String, String> event) {
        Optional<Long> best = Optional.empty();
        int most = 0;
        for (int i = 0; i < whens.size(); i++) {
            boolean matches = whens.get(i).entrySet().stream()
                    .allMatch(pair -> event.getOrDefault(pair.getKey(), "").equals(pair.getValue()));
            if (matches && whens.get(i).size() > most) {
                most = whens.get(i).size();
                best = Optional.of((long) i);
            }
        }
        return best;
    }

    /** The place of the entry that wins. */
    private static Optional<Long> find(PriceList prices, Map<String, String> event) {
        return prices.find(DimensionValues.of(event)).map(entry -> ((Price.Flat) entry.price()).flatCost());
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of leaves the array alone
    private static PriceList list(Map<String, String>... whens) {
        return list(List.of(whens));
    }

    /** Each costs its place in the list. */
    private static PriceList list(List<Map<String, String>> whens) {
        List<PriceEntry> entries = new ArrayList<>();
        for (int i = 0; i < whens.size(); i++) {
            entries.add(new PriceEntry(When.of(whens.get(i)), new Price.Flat(i)));
        }
        return PriceList.of(entries);
    }
}
