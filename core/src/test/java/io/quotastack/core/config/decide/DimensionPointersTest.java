package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.When;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.text.JsonPointer;

/** Where the data of other producers' events say what the dimensions of a metric are (CONTRACT 4, 12). */
class DimensionPointersTest {

    private static final Optional<JsonPointer> TOKENS = Optional.of(JsonPointer.parse("/tokens"));

    private final ConfigScenario scenario = ConfigScenario.withTenant();

    private static ConfigCommand metric(Optional<JsonPointer> units, SortedMap<String, JsonPointer> pointers,
            String... dimensions) {
        return new ConfigCommand.CreateMetric(LIVE, "tokens", "Tokens", Optional.empty(),
                Optional.of(new EventMapping(Optional.empty(), units, pointers)), Dimensions.of(List.of(dimensions)));
    }

    private static ConfigCommand patch(Optional<Optional<JsonPointer>> units,
            Optional<SortedMap<String, JsonPointer>> pointers, Optional<Dimensions> dimensions) {
        return new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(), Optional.empty(), Optional.empty(),
                units, pointers, dimensions);
    }

    private static ConfigCommand patchPointers(SortedMap<String, JsonPointer> pointers) {
        return patch(Optional.empty(), Optional.of(pointers), Optional.empty());
    }

    private static ConfigCommand patchDimensions(String... names) {
        return patch(Optional.empty(), Optional.empty(), Optional.of(Dimensions.of(List.of(names))));
    }

    /** To a member called as the dimension is. */
    private static SortedMap<String, JsonPointer> to(String... names) {
        var pointers = new TreeMap<String, JsonPointer>();
        for (String name : names) {
            pointers.put(name, new JsonPointer(List.of(name)));
        }
        return pointers;
    }

    private List<String> faults(ConfigCommand command) {
        Problem refused = scenario.refused(command);
        assertThat(refused.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        return refused.errors().stream().map(FieldFault::name).toList();
    }

    private SortedMap<String, JsonPointer> pointers() {
        return scenario.metricNamed("tokens").mapping().dimensions();
    }

    @Test
    void pointersAreThoseOfDimensionsOfTheMetric() {
        assertThat(faults(metric(TOKENS, to("model", "a/b", "colour"), "model")))
                .containsExactly("/dimension_pointers/a~1b", "/dimension_pointers/colour");

        scenario.accepted(metric(TOKENS, to("model"), "model", "direction"));

        assertThat(pointers()).isEqualTo(to("model"));
        assertThat(faults(patchPointers(to("colour", "direction")))).containsExactly("/dimension_pointers/colour");
        scenario.accepted(patchPointers(to("model", "direction")));
        assertThat(pointers()).isEqualTo(to("model", "direction"));
    }

    /** Without one an event's data are ours, with the dimensions in their metadata: no pointer would ever be followed. */
    @Test
    void withoutAUnitsPointerThereAreNone() {
        assertThat(faults(metric(Optional.empty(), to("model"), "model"))).containsExactly("/dimension_pointers");
        scenario.accepted(metric(Optional.empty(), to(), "model"));
        assertThat(faults(patchPointers(to("model", "colour")))).containsExactly("/dimension_pointers",
                "/dimension_pointers/colour");

        scenario.accepted(patch(Optional.of(TOKENS), Optional.of(to("model")), Optional.empty()));

        assertThat(faults(patch(Optional.of(Optional.empty()), Optional.empty(), Optional.empty())))
                .containsExactly("/units_pointer");
        scenario.accepted(patch(Optional.of(Optional.empty()), Optional.of(to()), Optional.empty()));
        assertThat(scenario.metricNamed("tokens").events()).isEmpty();
    }

    @Test
    void aDimensionThatAPointerNamesStays() {
        scenario.accepted(metric(TOKENS, to("model", "direction"), "model", "direction", "region"));

        Problem refused = scenario.refused(patchDimensions("model", "zone"));

        assertThat(refused.errors()).extracting(FieldFault::name).containsExactly("/dimensions");
        assertThat(refused.errors().getFirst().detail())
                .isEqualTo("must keep what dimension_pointers name: direction");
        scenario.accepted(patchDimensions("direction", "model", "zone"));
        scenario.accepted(patch(Optional.empty(), Optional.of(to("zone")),
                Optional.of(Dimensions.of(List.of("zone")))));
        assertThat(scenario.metricNamed("tokens").dimensions().names()).containsExactly("zone");
    }

    @Test
    void whatRulesAndWhatPointersNameAreToldAtOnce() {
        scenario.accepted(metric(TOKENS, to("direction"), "model", "direction"));
        var entry = new PriceEntry(When.of(Map.of("model", "large")), new Price.PerUnit(1));
        scenario.accepted(new ConfigCommand.CreateRule(LIVE, "r1", "tokens", Optional.empty(),
                PriceList.of(List.of(entry)), Optional.empty(), Optional.empty()));

        assertThat(faults(patch(Optional.of(Optional.empty()), Optional.empty(), Optional.of(Dimensions.NONE))))
                .containsExactly("/dimensions", "/units_pointer", "/dimensions");
    }

    /** Goal: whatever was asked before, each pointer is that of a dimension, and none is there without that of units. */
    @Test
    void everyPointerCanBeFollowedWhateverCameBefore() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("DimensionPointersTest seed " + seed);
        var random = new Random(seed);
        scenario.accepted(metric(Optional.empty(), to()));
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            ConfigCommand command = patch(maybe(random, random.nextBoolean() ? TOKENS : Optional.empty()),
                    maybe(random, to(some(random))), maybe(random, Dimensions.of(List.of(some(random)))));
            if (ConfigDecider.decide(scenario.config, command, scenario.now) instanceof ConfigDecision.Accepted) {
                scenario.accepted(command);
            } else {
                refused++;
                assertThat(faults(command)).as("seed %d", seed).isNotEmpty();
            }
            Metric now = scenario.metricNamed("tokens");
            assertThat(now.dimensions().names()).as("seed %d", seed).containsAll(pointers().keySet());
            assertThat(now.mapping().units().isPresent() || pointers().isEmpty()).as("seed %d", seed).isTrue();
        }
        assertThat(refused).as("seed %d", seed).isBetween(100, 2_900);
    }

    private static <T> Optional<T> maybe(Random random, T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private static String[] some(Random random) {
        List<String> names = new ArrayList<>(List.of("a", "b", "c"));
        Collections.shuffle(names, random);
        return names.subList(0, random.nextInt(4)).toArray(String[]::new);
    }
}
