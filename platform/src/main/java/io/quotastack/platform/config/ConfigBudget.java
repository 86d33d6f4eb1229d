package io.quotastack.platform.config;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.schemas.topic.Topics;

/**
 * What the configuration of each environment takes: of the memory of all nodes and of the log for ever, its things as they
 * are; and of the log until compaction removes it, what its changes superseded. Each start reads both back.
 *
 * <p>What was superseded is counted from the last start of the task on, in a measure that runs empty in the time until
 * compaction.
 */
final class ConfigBudget {

    static final int MOST_OF_A_THING = 512 << 10;
    /** Of a rule, which may be the prices of a whole catalogue: no more than the request that makes one. */
    static final int MOST_OF_A_RULE = 1 << 20;
    static final long MOST_OF_AN_ENVIRONMENT = 16L << 20;
    /** Of all environments: a quarter or so of a heap of 1 GiB. Beyond it, only small ones grow. */
    static final long MOST_OF_ALL = 128L << 20;
    static final long SMALL_ENVIRONMENT = 256L << 10;
    static final long MOST_SUPERSEDED = 64L << 20;
    /** Of that, what is left to changes that somebody asks for: nobody asks for the note of a key's last use. */
    private static final long MOST_SUPERSEDED_BY_USE = MOST_SUPERSEDED / 2;

    private static final Duration SUPERSEDED_KEPT = Topics.SUPERSEDED_CONFIG_KEPT;

    private final Map<TenantEnvironment, Use> uses = new HashMap<>();
    private long total;

    private static final class Use {
        private long bytes;
        private double superseded;
        private Instant at = Instant.EPOCH;

        double superseded(Instant now) {
            if (now.isAfter(at)) {
                double passed = (double) Duration.between(at, now).toMillis() / SUPERSEDED_KEPT.toMillis();
                superseded = Math.max(0, superseded - passed * MOST_SUPERSEDED);
                at = now;
            }
            return superseded;
        }
    }

    /** Counts what was there before the task began. */
    void countStored(ConfigChange change) {
        environmentOf(change).ifPresent(environment -> grow(environment, ConfigJson.size(change)));
    }

    /** Counts no longer what is deleted. */
    void forget(ConfigChange change) {
        environmentOf(change).ifPresent(environment -> grow(environment, -ConfigJson.size(change)));
    }

    private void grow(TenantEnvironment environment, long bytes) {
        use(environment).bytes += bytes;
        total += bytes;
    }

    /** Counts a change that takes the place of another one. */
    void count(Optional<ConfigChange> before, ConfigChange after, Instant now) {
        environmentOf(after).ifPresent(environment -> {
            Use use = use(environment);
            int gone = before.map(ConfigJson::size).orElse(0);
            grow(environment, ConfigJson.size(after) - gone);
            use.superseded = use.superseded(now) + gone;
        });
    }

    private Use use(TenantEnvironment environment) {
        return uses.computeIfAbsent(environment, of -> new Use());
    }

    /** Why the change is too much, if it is. What makes a thing smaller is welcome. */
    Optional<Problem> refusal(Optional<ConfigChange> before, ConfigChange after, Instant now) {
        int bytes = ConfigJson.size(after);
        int gone = before.map(ConfigJson::size).orElse(0);
        if (after instanceof ConfigChange.RulePut && bytes > MOST_OF_A_RULE && bytes > gone) {
            return limit("a rule may not take more than 1 MiB");
        }
        if (!(after instanceof ConfigChange.RulePut) && bytes > MOST_OF_A_THING && bytes > gone) {
            return limit("one thing, such as a version of a plan's variant, may not take more than 512 KiB");
        }
        Optional<Use> use = environmentOf(after).map(this::use);
        if (use.filter(of -> bytes > gone && of.bytes + bytes - gone > MOST_OF_AN_ENVIRONMENT).isPresent()) {
            return limit(
                    "the configuration of an environment may not take more than 16 MiB, history of prices included");
        }
        if (use.filter(of -> bytes > gone && of.bytes + bytes - gone > SMALL_ENVIRONMENT
                && total + bytes - gone > MOST_OF_ALL).isPresent()) {
            return limit(
                    "the configuration of all environments together may not take more than 128 MiB, and of this one"
                            + " more than 256 KiB then");
        }
        return use.filter(of -> gone > 0 && of.superseded(now) + gone > MOST_SUPERSEDED).isPresent()
                ? limit("changes may not supersede more than 64 MiB of an environment's configuration within eight days")
                : Optional.empty();
    }

    /** Whether there is room to note the use of a key. */
    boolean mayNoteUse(ConfigChange change, Instant now) {
        return environmentOf(change).map(this::use).filter(use -> use.superseded(now) >= MOST_SUPERSEDED_BY_USE)
                .isEmpty();
    }

    private static Optional<Problem> limit(String detail) {
        return Optional.of(Problem.of(ProblemType.LIMIT_EXCEEDED, detail));
    }

    /** Whose it is; what is the operator's is nobody's. */
    private static Optional<TenantEnvironment> environmentOf(ConfigChange change) {
        return switch (change) {
            case ConfigChange.RootKeySet root -> Optional.empty();
            case ConfigChange.TenantPut tenant -> Optional.empty();
            case ConfigChange.ApiKeyPut(var key) -> Optional.of(key.tenantEnvironment());
            case ConfigChange.SettingsPut(var at, var settings) -> Optional.of(at);
            case ConfigChange.MetricPut(var at, var metric) -> Optional.of(at);
            case ConfigChange.RulePut(var at, var rule) -> Optional.of(at);
            case ConfigChange.TopupPackagePut(var at, var topupPackage) -> Optional.of(at);
            case ConfigChange.PlanPut(var at, var plan) -> Optional.of(at);
            case ConfigChange.VariantPut(var at, var variant) -> Optional.of(at);
            case ConfigChange.SimulationPut(var at, var simulation) -> Optional.of(at);
        };
    }
}
