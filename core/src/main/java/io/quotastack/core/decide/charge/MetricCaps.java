package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.CapWindows;
import io.quotastack.core.account.CappedUsage;
import io.quotastack.core.account.CappedUsage.Used;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Whether usage of a metric fits under its caps (CONTRACT 8): what was used in the window of a cap, and all open holds of
 * the metric, count. Part of each {@link ChargeAssessment}.
 */
final class MetricCaps {

    /** The member of a refusal that says which cap. */
    static final String CAP = "cap";

    private final AccountState state;
    private final List<UsageCap> caps;
    private final Optional<UsageGate> gate;
    private final Instant now;

    private MetricCaps(AccountState state, List<UsageCap> caps, Optional<UsageGate> gate, Instant now) {
        this.state = state;
        this.caps = caps;
        this.gate = gate;
        this.now = now;
    }

    static MetricCaps of(AccountState state, Account account, Customer customer, Optional<UsageGate> gate,
            Instant now) {
        return new MetricCaps(state,
                account.watch().caps() ? AlertsAndCaps.inForce(customer, gate).caps() : List.of(), gate, now);
    }

    /**
     * Usage of a metric, all of it or a line.
     *
     * @param cost millicredits; absent: more than 64 bits can say
     */
    record Part(String metricKey, long units, OptionalLong cost) {}

    /** A cap of a metric, and why it lets no more through. */
    record Reached(String metricKey, Problem problem) {}

    /**
     * The first cap that does not let usage through, by the sum of each metric's parts.
     *
     * @param usage asked for only where there are caps
     * @param held what a hold keeps for it: so much of each metric has its place already
     */
    Optional<Reached> reached(Supplier<List<Part>> usage, Optional<PricedUsage> held) {
        if (caps.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Part> needed = new HashMap<>();
        usage.get().forEach(part -> needed.merge(part.metricKey(), part, MetricCaps::sum));
        held.ifPresent(kept -> kept.lines().forEach(line -> needed.computeIfPresent(line.metricKey(),
                (metricKey, part) -> new Part(metricKey, part.units() - line.units(),
                        part.cost().isPresent()
                                ? OptionalLong.of(part.cost().getAsLong() - line.cost())
                                : part.cost()))));
        for (UsageCap cap : caps) {
            Part part = needed.get(cap.metricKey());
            if (part != null && !fits(cap, part)) {
                return Optional.of(new Reached(cap.metricKey(), problem(cap, part)));
            }
        }
        return Optional.empty();
    }

    private static Part sum(Part a, Part b) {
        boolean said = a.cost().isPresent() && b.cost().isPresent()
                && !Amounts.sumOverflows(a.cost().getAsLong(), b.cost().getAsLong());
        return new Part(a.metricKey(), a.units() + b.units(),
                said ? OptionalLong.of(a.cost().getAsLong() + b.cost().getAsLong()) : OptionalLong.empty());
    }

    private boolean fits(UsageCap cap, Part needed) {
        return switch (cap.measure()) {
            case UNITS -> needed.units() <= 0 || needed.units() <= room(cap);
            case CREDITS -> needed.cost().isPresent()
                    && (needed.cost().getAsLong() <= 0 || needed.cost().getAsLong() <= room(cap));
        };
    }

    private Problem problem(UsageCap cap, Part part) {
        String needed = switch (cap.measure()) {
            case UNITS -> part.units() + " units";
            case CREDITS -> part.cost().isPresent()
                    ? part.cost().getAsLong() + " millicredits"
                    : "more millicredits than 64 bits can say";
        };
        return Problem.of(ProblemType.SPEND_CAP_REACHED,
                needed + " of " + cap.metricKey() + " are needed, the cap of " + cap.most() + " a " + cap.per().text()
                        + " leaves " + Math.max(0, room(cap)))
                .with(CAP, cap.members());
    }

    /** The most units that one more event of the metric may have. */
    long mostUnits(String metricKey) {
        return most(metricKey, UsageCap.Measure.UNITS);
    }

    /** The most millicredits that one more event of the metric may cost. */
    long mostCredits(String metricKey) {
        return most(metricKey, UsageCap.Measure.CREDITS);
    }

    private long most(String metricKey, UsageCap.Measure measure) {
        long most = Long.MAX_VALUE;
        for (UsageCap cap : caps) {
            if (cap.metricKey().equals(metricKey) && cap.measure() == measure) {
                most = Math.min(most, Math.max(0, room(cap)));
            }
        }
        return most;
    }

    /** What use and holds leave of a cap; below 0 beyond it. */
    private long room(UsageCap cap) {
        CappedUsage usage = state.cappedUsage(cap.metricKey()).orElseThrow(
                () -> new IllegalStateException("nothing is counted for a cap on " + cap.metricKey()));
        Used used = CapWindows.at(now, gate.map(UsageGate::subscription)).used(usage, cap.per());
        return switch (cap.measure()) {
            case UNITS -> room(cap.most(), usage.held().units(), used.units());
            case CREDITS -> room(cap.most(), usage.held().credits(), used.credits());
        };
    }

    /** Neither the cap nor what is held is below 0, so that only the second difference can leave the range. */
    private static long room(long most, long held, long used) {
        return Amounts.saturatedSum(most - held, -used);
    }
}
