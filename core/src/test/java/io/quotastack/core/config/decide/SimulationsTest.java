package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.metering.Price;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulationJob;

/** Simulations of an environment (CONTRACT 4). */
class SimulationsTest {

    private static final SimulatedTime TIME = new SimulatedTime(day(1), day(2));

    private final ConfigScenario scenario = ConfigScenario.withMetric().at(day(10));

    private static ConfigCommand start(String id) {
        return start(id, "tokens");
    }

    private static ConfigCommand start(String id, String metric) {
        return new ConfigCommand.StartSimulation(LIVE, id, TIME,
                List.of(new Proposed(metric, new Price.Flat(1), Optional.empty())));
    }

    private static ConfigCommand cancel(String id) {
        return new ConfigCommand.CancelSimulation(LIVE, id);
    }

    private Collection<SimulationJob> jobs() {
        return scenario.config.environment(LIVE).simulations().values();
    }

    @Test
    void aSimulationIsKeptAsItWasAsked() {
        var started = (ConfigResult.SimulationStarted) scenario.accepted(start("s1"));

        assertThat(started.simulation().rules()).hasSize(1);
        assertThat(started.simulation().createdAt()).isEqualTo(day(10));
        assertThat(jobs()).containsExactly(started.simulation());
        assertThat(scenario.config.environment(TEST).simulations()).isEmpty();
    }

    @Test
    void itsMetricsMustExist() {
        assertThat(scenario.refused(start("s1", "unknown")).type()).isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void theTwentyFirstTakesThePlaceOfTheOldest() {
        for (int i = 1; i <= SimulationJob.MOST; i++) {
            scenario.at(day(10).plusSeconds(i)).accepted(start("s" + i));
        }
        scenario.at(day(11)).accepted(start("next"));
        scenario.accepted(start("another"));

        assertThat(jobs()).hasSize(SimulationJob.MOST).extracting(SimulationJob::id).contains("next", "another", "s3")
                .doesNotContain("s1", "s2");
    }

    @Test
    void cancelingTwiceChangesNothing() {
        scenario.accepted(start("s1"));
        scenario.at(day(11)).accepted(cancel("s1"));

        assertThat(scenario.at(day(12)).changes(cancel("s1"))).isEmpty();
        assertThat(jobs()).extracting(SimulationJob::canceledAt).containsExactly(Optional.of(day(11)));
    }

    @Test
    void oneThatIsUnknownOrSevenDaysOldIsNotFound() {
        scenario.accepted(start("s1"));

        assertThat(scenario.refused(cancel("s2")).members()).containsEntry("resource", "simulation");
        assertThat(scenario.at(day(17)).refused(cancel("s1")).type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(scenario.at(day(17).minusMillis(1)).accepted(cancel("s1"))).isNotNull();
    }
}
