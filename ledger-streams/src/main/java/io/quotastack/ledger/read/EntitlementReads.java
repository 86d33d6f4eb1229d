package io.quotastack.ledger.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.EntitlementCheck;
import io.quotastack.core.entitlement.EntitlementTogether;
import io.quotastack.core.entitlement.FeatureEntitlement;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.OwnedPartitions;

/** May a customer use something now? From the state store, without Kafka (CONTRACT 6). */
final class EntitlementReads {

    private final OwnedPartitions<Shard> shards;

    EntitlementReads(OwnedPartitions<Shard> shards) {
        this.shards = shards;
    }

    /** The answer to one check, or why there is none. */
    sealed interface Checked {
        record Answered(Entitlement entitlement) implements Checked {}

        /** It is no metric, but a feature of a plan. */
        record AnsweredFeature(FeatureEntitlement feature) implements Checked {}

        record Unknown(String metricKey, Problem problem) implements Checked {}
    }

    /** The answers to several checks, and to all of them together. */
    record CheckedTogether(List<Checked> each, EntitlementTogether together) {}

    /** Answers one check; nothing when there is no such customer. */
    Optional<Checked> check(CustomerKey customer, Query.Check check, Supplier<Config> config, Instant now) {
        return shards.of(customer).read(customer,
                state -> of(state, config, now).map(account -> one(account, check)));
    }

    /**
     * Answers all checks from one moment of the account; nothing when there is no such customer.
     *
     * @param checks at most as many as an event may have lines
     * @param config asked at that moment and not before, so that it knows the plan that the account just got
     */
    Optional<CheckedTogether> check(CustomerKey customer, List<Query.Check> checks, Supplier<Config> config,
            Instant now) {
        return shards.of(customer).read(customer, state -> of(state, config, now)
                .map(account -> all(account, checks)));
    }

    private static CheckedTogether all(EntitlementCheck account, List<Query.Check> checks) {
        List<Checked> each = new ArrayList<>(checks.size());
        List<UsageLine> lines = new ArrayList<>();
        List<FeatureEntitlement> features = new ArrayList<>();
        for (Query.Check check : checks) {
            Checked checked = one(account, check);
            each.add(checked);
            if (checked instanceof Checked.AnsweredFeature answered) {
                features.add(answered.feature());
            } else {
                lines.add(new UsageLine(check.metricKey(), check.units(), check.metadata()));
            }
        }
        return new CheckedTogether(each, account.together(lines, features));
    }

    private static Optional<EntitlementCheck> of(AccountState state, Supplier<Config> config, Instant now) {
        return EntitlementCheck.of(state, config.get().environment(state.key().tenantEnvironment()), now);
    }

    private static Checked one(EntitlementCheck account, Query.Check check) {
        return account.check(check.metricKey(), check.units(), check.metadata()).<Checked>map(Checked.Answered::new)
                .or(() -> account.feature(check.metricKey(), check.units()).map(Checked.AnsweredFeature::new))
                .orElseGet(() -> new Checked.Unknown(check.metricKey(), unknownMetric(check.metricKey())));
    }

    static Problem unknownMetric(String metricKey) {
        return Problem.notFound("billable_metric", "there is no metric " + metricKey);
    }

    /** What the account says of one moment; nothing when there is no such customer. */
    <T> Optional<T> ask(CustomerKey customer, Supplier<Config> config, Instant now,
            Function<EntitlementCheck, T> question) {
        return shards.of(customer).read(customer, state -> of(state, config, now).map(question));
    }
}
