package io.quotastack.ledger.view;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.simulation.SimulatedCustomer;
import io.quotastack.core.simulation.SimulatedUsage;

/** A customer in a simulation of its environment (CONTRACT 4): as {@link SimulationView}, without the usage by metric. */
public record SimulatedCustomerView(
        UUID customerId,
        String externalCustomerId,
        BigInteger costThen,
        BigInteger costNow,
        BigInteger difference,
        Optional<Instant> ranOutAt,
        Optional<Instant> wouldRunOutAt) {

    public static SimulatedCustomerView of(CustomerKey customer, String externalId, SimulatedCustomer simulated) {
        SimulatedUsage total = simulated.total();
        return new SimulatedCustomerView(customer.customerId(), externalId, total.costThen(), total.costNow(),
                total.difference(), simulated.ranOutAt(), simulated.wouldRunOutAt());
    }
}
