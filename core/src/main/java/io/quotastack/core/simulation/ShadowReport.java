package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.simulation.ProposedRules.Proposed;

/**
 * What a shadow rule would have charged for the usage of some time (CONTRACT 4): the simulation by that rule alone. Nothing of
 * it is stored, not even that somebody asked: its id says all.
 */
public record ShadowReport(MeteringRule shadow, SimulatedTime time) {

    private static final Pattern ID = Pattern.compile("shadow_(.+)_(\\d{1,15})_(\\d{1,15})");

    /** @param time no earlier than the rule takes effect */
    public ShadowReport {
        if (!shadow.shadow() || time.from().isBefore(shadow.effectiveAt())) {
            throw new IllegalArgumentException("no time of a shadow rule: " + time + ", " + shadow.id());
        }
    }

    /** The report of that id, if there is such a shadow rule. */
    public static Optional<ShadowReport> find(String id, Function<String, Optional<MeteringRule>> rules) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Instant from = Instant.ofEpochMilli(Long.parseLong(parts.group(2)));
        Instant to = Instant.ofEpochMilli(Long.parseLong(parts.group(3)));
        return rules.apply(parts.group(1)).filter(MeteringRule::shadow)
                .filter(rule -> !from.isBefore(rule.effectiveAt()) && SimulatedTime.isOne(from, to))
                .map(rule -> new ShadowReport(rule, new SimulatedTime(from, to)));
    }

    /** The same for the same rule and time. */
    public String id() {
        return "shadow_" + shadow.id() + "_" + time.from().toEpochMilli() + "_" + time.to().toEpochMilli();
    }

    /** The rule as if it had been made without being a shadow. */
    public List<Proposed> rules() {
        return List.of(new Proposed(shadow.metricKey(), shadow.price(), shadow.prices(),
                RuleTarget.customers(shadow.target()), Optional.of(shadow.effectiveAt())));
    }

    /** Of all customers. It has no place among those that were started. */
    public SimulationJob job() {
        return new SimulationJob(SimulationJob.MOST, id(), time, rules(), shadow.createdAt(), Optional.empty());
    }
}
