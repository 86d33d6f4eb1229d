package io.quotastack.ledger.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.core.simulation.SimulatedCustomer;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.ledger.history.simulation.LedgerFold;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.ledger.view.SimulatedCustomerView;

/**
 * A simulation of the customers of one partition: they are counted first, then gone through one after the other. For one
 * thread; what it has by now any thread may ask.
 */
final class PartitionRun {

    /** Customers that one slice counts, or entries that it folds: some milliseconds' work. */
    private static final int SLICE = 1_000;

    /** What it takes to begin with a customer, in entries. */
    private static final int CUSTOMER = 20;

    private final int partition;
    private final TenantEnvironment tenantEnvironment;
    private final SimulatedTime time;
    private final Supplier<ProposedRules> proposed;
    private final SimulationReads history;
    private final BooleanSupplier reached;
    private final Consumer<SimulatedRow> found;

    private boolean begun;
    private Optional<CustomerKey> lastCounted = Optional.empty();
    private Optional<CustomerKey> lastDone = Optional.empty();
    private Optional<UnderWay> underWay = Optional.empty();
    private volatile SimulationPart part = SimulationPart.NOT_BEGUN;

    /** The customer that is gone through. */
    private record UnderWay(CustomerKey key, LedgerFold ledger) {}

    /**
     * A run that has not begun.
     *
     * @param reached whether history has what was answered before it is first asked
     * @param found takes the customers that used anything
     */
    PartitionRun(int partition, TenantEnvironment tenantEnvironment, SimulatedTime time,
            Supplier<ProposedRules> proposed,
            SimulationReads history, BooleanSupplier reached, Consumer<SimulatedRow> found) {
        this.partition = partition;
        this.tenantEnvironment = tenantEnvironment;
        this.time = time;
        this.proposed = proposed;
        this.history = history;
        this.reached = reached;
        this.found = found;
    }

    SimulationPart part() {
        return part;
    }

    boolean hasWork() {
        return !part.finished() && !part.failed();
    }

    void fail() {
        part = part.failing();
    }

    /** Some more of it; false: history has to come first. */
    boolean step() {
        if (!begun && !reached.getAsBoolean()) {
            return false;
        }
        begun = true;
        if (part.counted()) {
            goThrough();
        } else {
            count();
        }
        return true;
    }

    private void count() {
        for (int i = 0; i < SLICE; i++) {
            Optional<CustomerKey> next = history.customerAfter(partition, tenantEnvironment, lastCounted);
            if (next.isEmpty()) {
                part = part.counted(part.customers() + i);
                return;
            }
            lastCounted = next;
        }
        part = part.counting(part.customers() + SLICE);
    }

    private void goThrough() {
        int left = SLICE;
        while (left > 0) {
            if (underWay.isEmpty()) {
                Optional<CustomerKey> next = history.customerAfter(partition, tenantEnvironment, lastDone);
                if (next.isEmpty()) {
                    part = part.ended();
                    return;
                }
                underWay = Optional.of(new UnderWay(next.get(), history.begin(next.get(), time, proposed)));
                left -= CUSTOMER;
            } else {
                left -= goThrough(underWay.get(), left);
            }
        }
    }

    /** A fold that was interrupted may have taken entries that it does not know of: its customer begins anew. */
    private int goThrough(UnderWay customer, int most) {
        underWay = Optional.empty();
        int rows = customer.ledger().step(most);
        if (customer.ledger().isDone()) {
            done(customer);
        } else {
            underWay = Optional.of(customer);
        }
        return rows;
    }

    private void done(UnderWay customer) {
        SimulatedCustomer simulated = customer.ledger().result();
        if (!simulated.usage().isEmpty()) {
            found.accept(SimulatedRow.of(partition, SimulatedCustomerView.of(customer.key(),
                    customer.ledger().externalCustomerId(), simulated)));
        }
        part = SimulationPart.merge(List.of(part, SimulationPart.of(simulated)));
        lastDone = Optional.of(customer.key());
    }
}
