package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.config.ConfigChange.SimulationPut;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult.SimulationCanceled;
import io.quotastack.core.config.ConfigResult.SimulationStarted;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.simulation.SimulationJob;

/** Simulations of an environment (CONTRACT 4). A new one takes the place of the oldest where all are taken. */
final class SimulationDecisions {

    private SimulationDecisions() {}

    static ConfigDecision start(Config config, ConfigCommand.StartSimulation command, Instant now) {
        EnvironmentConfig environment = config.environment(command.tenantEnvironment());
        Optional<Problem> fault = ProposedRulesFaults.of(command.rules(), environment);
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        var job = new SimulationJob(placeIn(environment.simulations()), command.simulationId(), command.time(),
                command.rules(), now, Optional.empty());
        return changed(new SimulationPut(command.tenantEnvironment(), job), new SimulationStarted(job));
    }

    private static int placeIn(Map<Integer, SimulationJob> jobs) {
        return IntStream.range(0, SimulationJob.MOST).filter(place -> !jobs.containsKey(place)).findFirst()
                .orElseGet(() -> jobs.values().stream()
                        .min(Comparator.comparing(SimulationJob::createdAt).thenComparing(SimulationJob::id))
                        .orElseThrow().place());
    }

    /** One that is over by its age is not found. */
    static ConfigDecision cancel(Config config, ConfigCommand.CancelSimulation command, Instant now) {
        Optional<SimulationJob> found = config.environment(command.tenantEnvironment())
                .simulation(command.simulationId(), now);
        if (found.isEmpty()) {
            return refused(Problem.notFound("simulation", "there is no such simulation"));
        }
        SimulationJob job = found.get();
        if (job.canceledAt().isPresent()) {
            return unchanged(new SimulationCanceled(job));
        }
        SimulationJob canceled = job.canceled(now);
        return changed(new SimulationPut(command.tenantEnvironment(), canceled), new SimulationCanceled(canceled));
    }
}
