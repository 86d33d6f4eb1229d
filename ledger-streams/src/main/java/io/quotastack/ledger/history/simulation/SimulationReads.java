package io.quotastack.ledger.history.simulation;

import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.ledger.history.store.OwnedStores;

/** Begins simulations of customers whose history is here (CONTRACT 4). */
public final class SimulationReads {

    private final OwnedStores history;

    public SimulationReads(OwnedStores history) {
        this.history = history;
    }

    /** The customer of the environment and partition who has entries and comes after that one; the first, after none. */
    public Optional<CustomerKey> customerAfter(int partition, TenantEnvironment of, Optional<CustomerKey> last) {
        return history.customerAfter(partition, of, last);
    }

    /**
     * A simulation of the customer with the entries that history has now.
     *
     * @param proposed beside the real rules of the newest snapshot of this node, which is as new as those entries when it is
     *     asked for after they were seen
     */
    public LedgerFold begin(CustomerKey customer, SimulatedTime time, Supplier<ProposedRules> proposed) {
        return new LedgerFold(history.of(customer), time, proposed);
    }
}
