package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.MetricArchived;
import io.quotastack.core.config.ConfigResult.MetricPatched;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.text.JsonPointer;

/** Metrics (CONTRACT 4). A key is taken for ever, archived or not: the ledger names metrics by their keys. */
final class MetricDecisions {

    /** Each snapshot on each node has all of them, archived ones too. */
    static final int MOST_METRICS = 1_000;

    private static final String POINTERS = "/dimension_pointers";

    private MetricDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateMetric command, Instant now) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(TenantDecisions.unknown(tenantEnvironment.tenantId()));
        }
        if (config.environment(tenantEnvironment).metric(command.key()).isPresent()) {
            return refused(Problem.of(ProblemType.ALREADY_EXISTS,
                    "there is a billable metric " + command.key() + " already"));
        }
        var metric = new Metric(command.key(), command.name(), command.description(), now, Optional.empty(),
                command.events(), command.dimensions(), Rules.NONE);
        List<FieldFault> faults = pointerFaults(metric);
        if (!faults.isEmpty()) {
            return refused(Problem.invalid(faults));
        }
        Optional<Problem> taken = typeTaken(config, tenantEnvironment, metric);
        if (taken.isPresent()) {
            return refused(taken.get());
        }
        if (config.environment(tenantEnvironment).metrics().size() >= MOST_METRICS) {
            return refused(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "an environment has at most " + MOST_METRICS + " billable metrics"));
        }
        return changed(put(tenantEnvironment, metric), new ConfigResult.MetricCreated(metric));
    }

    static ConfigDecision patch(Config config, ConfigCommand.PatchMetric command) {
        Optional<Metric> found = config.environment(command.tenantEnvironment()).metric(command.key());
        if (found.isEmpty()) {
            return refused(unknown(command.key()));
        }
        Metric before = found.get();
        Metric after = before.described(command.name().orElse(before.name()),
                command.description().orElse(before.description()), mapping(before.mapping(), command),
                command.dimensions().orElse(before.dimensions()));
        List<FieldFault> faults = new ArrayList<>(ruleFaults(before, after));
        faults.addAll(command.dimensionPointers().isPresent()
                ? pointerFaults(after)
                : faultsOfPointersThatStay(after));
        if (!faults.isEmpty()) {
            return refused(Problem.invalid(faults));
        }
        Optional<Problem> taken = typeTaken(config, command.tenantEnvironment(), after);
        if (taken.isPresent()) {
            return refused(taken.get());
        }
        var result = new MetricPatched(after);
        return after.equals(before)
                ? unchanged(result)
                : changed(put(command.tenantEnvironment(), after), result);
    }

    private static EventMapping mapping(EventMapping before, ConfigCommand.PatchMetric command) {
        return new EventMapping(command.eventType().orElse(before.type()),
                command.unitsPointer().orElse(before.units()),
                command.dimensionPointers().orElse(before.dimensions()));
    }

    private static List<FieldFault> ruleFaults(Metric before, Metric after) {
        List<String> stay = before.dimensions().names().stream()
                .filter(name -> !after.dimensions().names().contains(name) && before.rules().name(name)).toList();
        return stay.isEmpty()
                ? List.of()
                : List.of(FieldFault.at("/dimensions",
                        "must keep what rules name, archived ones too, since they price late events: "
                                + String.join(", ", stay)));
    }

    /** Pointers are those of dimensions of the metric, into data that are the producer's: others would never be followed. */
    private static List<FieldFault> pointerFaults(Metric metric) {
        List<FieldFault> faults = new ArrayList<>();
        if (lacksUnitsPointer(metric)) {
            faults.add(FieldFault.at(POINTERS, "must not be there without a units_pointer, since an event's data are"
                    + " QuotaStack's own then"));
        }
        unknownDimensions(metric).forEach(name -> faults.add(FieldFault.at(POINTERS + "/" + JsonPointer.escape(name),
                "is none of the metric's dimensions")));
        return faults;
    }

    /** The same where another field of the command is the cause. */
    private static List<FieldFault> faultsOfPointersThatStay(Metric after) {
        List<FieldFault> faults = new ArrayList<>();
        if (lacksUnitsPointer(after)) {
            faults.add(FieldFault.at("/units_pointer", "must stay as long as there are dimension_pointers"));
        }
        List<String> stay = unknownDimensions(after);
        if (!stay.isEmpty()) {
            faults.add(FieldFault.at("/dimensions",
                    "must keep what dimension_pointers name: " + String.join(", ", stay)));
        }
        return faults;
    }

    private static boolean lacksUnitsPointer(Metric metric) {
        return metric.mapping().units().isEmpty() && !metric.mapping().dimensions().isEmpty();
    }

    private static List<String> unknownDimensions(Metric metric) {
        return metric.mapping().dimensions().keySet().stream()
                .filter(name -> !metric.dimensions().names().contains(name)).toList();
    }

    /** An event counts for one metric: of those not archived, no two have one type of events. */
    private static Optional<Problem> typeTaken(Config config, TenantEnvironment tenantEnvironment, Metric metric) {
        if (metric.archivedAt().isPresent()) {
            return Optional.empty();
        }
        return config.environment(tenantEnvironment).metricOfEventType(metric.eventType())
                .filter(other -> other.archivedAt().isEmpty() && !other.key().equals(metric.key()))
                .map(other -> Problem.of(ProblemType.ALREADY_EXISTS, "the billable metric " + other.key()
                        + " has the event_type " + metric.eventType() + " already"));
    }

    static ConfigDecision archive(Config config, ConfigCommand.ArchiveMetric command, Instant now) {
        Optional<Metric> found = config.environment(command.tenantEnvironment()).metric(command.key());
        if (found.isEmpty()) {
            return refused(unknown(command.key()));
        }
        Metric metric = found.get();
        if (metric.archivedAt().isPresent()) {
            return unchanged(new MetricArchived(metric));
        }
        Metric archived = metric.archived(now);
        return changed(put(command.tenantEnvironment(), archived), new MetricArchived(archived));
    }

    private static ConfigChange put(TenantEnvironment tenantEnvironment, Metric metric) {
        return new ConfigChange.MetricPut(tenantEnvironment, metric.withRules(Rules.NONE));
    }

    static Problem unknown(String metricKey) {
        return Problem.notFound("billable_metric", "there is no metric " + metricKey);
    }
}
