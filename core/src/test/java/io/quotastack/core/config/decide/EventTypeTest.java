package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.EventTypes;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.text.JsonPointer;

/** Which events count for which metric (CONTRACT 4). */
class EventTypeTest {

    private final ConfigScenario scenario = ConfigScenario.withTenant();

    private static ConfigCommand metricOf(String key, String type) {
        return new ConfigCommand.CreateMetric(LIVE, key, key, Optional.empty(),
                Optional.of(new EventMapping(Optional.of(type), Optional.empty(), Collections.emptySortedMap())),
                Dimensions.NONE);
    }

    private static ConfigCommand patchOfType(String key, Optional<String> type) {
        return patch(key, Optional.of(type), Optional.empty());
    }

    private static ConfigCommand patch(String key, Optional<Optional<String>> type,
            Optional<Optional<JsonPointer>> units) {
        return new ConfigCommand.PatchMetric(LIVE, key, Optional.empty(), Optional.empty(), type, units,
                Optional.empty(), Optional.empty());
    }

    private Optional<String> metricOfType(String type) {
        return scenario.config.environment(LIVE).metricOfEventType(type).map(Metric::key);
    }

    @Test
    void aMetricsEventsAreOfItsKeyUnlessItSaysOtherwise() {
        scenario.accepted(metric("tokens"));
        scenario.accepted(metricOf("calls", "http.request"));

        assertThat(metricOfType("tokens")).hasValue("tokens");
        assertThat(metricOfType("http.request")).hasValue("calls");
        assertThat(metricOfType("calls")).as("its events are of another type").isEmpty();
        assertThat(scenario.config.environment(TEST).metricOfEventType("tokens")).isEmpty();
    }

    @Test
    void noTwoMetricsHaveOneType() {
        scenario.accepted(metric("tokens"));
        scenario.accepted(metricOf("calls", "http.request"));

        assertThat(scenario.refused(metricOf("more", "tokens")).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.refused(metricOf("more", "http.request")).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        scenario.accepted(metricOf("more", "calls"));
        assertThat(scenario.refused(patchOfType("calls", Optional.empty())).detail())
                .isEqualTo("the billable metric more has the event_type calls already");
        assertThat(scenario.refused(patchOfType("calls", Optional.of("tokens"))).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        scenario.accepted(patchOfType("calls", Optional.of("http.request")));
    }

    /** Its key is not its type, but may be that of another one. */
    @Test
    void aMetricIsNotMadeWhoseKeyIsAnothersType() {
        scenario.accepted(metricOf("calls", "tokens"));

        assertThat(scenario.refused(metric("tokens")).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        scenario.accepted(metricOf("tokens", "ai.tokens"));
        assertThat(metricOfType("tokens")).hasValue("calls");
        assertThat(metricOfType("ai.tokens")).hasValue("tokens");
    }

    @Test
    void anArchivedMetricKeepsItsTypeUntilAnotherTakesIt() {
        scenario.accepted(metric("tokens"));
        scenario.at(day(2)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));
        assertThat(metricOfType("tokens")).as("late events are still priced").hasValue("tokens");

        scenario.accepted(metricOf("better", "tokens"));

        assertThat(metricOfType("tokens")).hasValue("better");
        scenario.at(day(3)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "better"));
        assertThat(metricOfType("tokens")).as("the one archived last").hasValue("better");
        scenario.accepted(patchOfType("tokens", Optional.of("other")));
    }

    @Test
    void aPatchChangesWhatItNamesAndClearsWhatItClears() {
        scenario.accepted(metric("tokens"));
        Optional<JsonPointer> units = Optional.of(JsonPointer.parse("/usage/tokens"));
        scenario.accepted(patch("tokens", Optional.of(Optional.of("prompt")), Optional.of(units)));
        scenario.accepted(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.of("N"), Optional.empty()));

        assertThat(scenario.metricNamed("tokens").mapping())
                .isEqualTo(new EventMapping(Optional.of("prompt"), units, Collections.emptySortedMap()));
        scenario.accepted(patch("tokens", Optional.empty(), Optional.of(Optional.empty())));
        assertThat(scenario.metricNamed("tokens").mapping().units()).isEmpty();
        assertThat(metricOfType("prompt")).hasValue("tokens");
        scenario.accepted(patchOfType("tokens", Optional.empty()));
        assertThat(scenario.metricNamed("tokens").events()).isEmpty();
    }

    @Test
    void rulesAndArchivingLeaveItsEventsAlone() {
        scenario.accepted(metricOf("tokens", "prompt"));
        scenario.accepted(ConfigScenario.rule("r1", Optional.empty()));
        scenario.at(day(2)).accepted(ConfigScenario.archiveRule("r1"));
        scenario.accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(scenario.metricNamed("tokens").eventType()).isEqualTo("prompt");
    }

    /** Whatever came before, a type leads to one metric not archived, and the index is that of all metrics. */
    @Test
    void typesLeadWhereAllMetricsSay() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EventTypeTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String key = "m" + random.nextInt(6);
            String type = random.nextBoolean() ? "m" + random.nextInt(6) : "t" + random.nextInt(3);
            ConfigCommand command = switch (random.nextInt(8)) {
                case 0, 1 -> metricOf("m" + random.nextInt(40), type);
                case 2 -> metric(key);
                case 3 -> new ConfigCommand.ArchiveMetric(LIVE, key);
                case 4 -> patchOfType(key, Optional.empty());
                default -> patchOfType(key, Optional.of(type));
            };
            scenario.now = scenario.now.plusSeconds(random.nextInt(2));
            if (ConfigDecider.decide(scenario.config, command, scenario.now) instanceof ConfigDecision.Accepted) {
                scenario.accepted(command);
            }
            EnvironmentConfig now = scenario.config.environment(LIVE);
            assertThat(now.eventTypes()).as("seed %d", seed).isEqualTo(EventTypes.of(now.metrics().values()));
            now.metrics().values().stream().filter(metric -> metric.archivedAt().isEmpty())
                    .forEach(metric -> assertThat(metricOfType(metric.eventType())).as("seed %d", seed)
                            .hasValue(metric.key()));
        }
    }
}
