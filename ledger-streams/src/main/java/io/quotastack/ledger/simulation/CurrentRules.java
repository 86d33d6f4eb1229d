package io.quotastack.ledger.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.core.simulation.ProposedRules.Proposed;

/** The proposed rules of a job beside the real ones of the newest snapshot, put together anew when that is another one. */
final class CurrentRules implements Supplier<ProposedRules> {

    private final TenantEnvironment tenantEnvironment;
    private final List<Proposed> rules;
    private final Supplier<Config> config;
    private long version;
    private Optional<ProposedRules> made = Optional.empty();

    CurrentRules(TenantEnvironment tenantEnvironment, List<Proposed> rules, Supplier<Config> config) {
        this.tenantEnvironment = tenantEnvironment;
        this.rules = rules;
        this.config = config;
    }

    @Override
    public ProposedRules get() {
        Config snapshot = config.get();
        if (made.isEmpty() || snapshot.version() != version) {
            made = Optional.of(ProposedRules.of(rules, snapshot.environment(tenantEnvironment).metrics()));
            version = snapshot.version();
        }
        return made.get();
    }
}
