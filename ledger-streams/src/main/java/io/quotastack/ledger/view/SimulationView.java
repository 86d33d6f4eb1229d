package io.quotastack.ledger.view;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.simulation.SimulatedCustomer;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.schemas.json.SimulationViews;

/**
 * What a customer's usage would have cost by other rules (CONTRACT 4); costs in millicredits.
 *
 * @param difference cost now less cost then
 * @param ranOutAt when the balance fell below 0, in that time
 * @param wouldRunOutAt when it would have
 */
public record SimulationView(
        UUID customerId,
        String externalCustomerId,
        Instant from,
        Instant to,
        BigInteger costThen,
        BigInteger costNow,
        BigInteger difference,
        Optional<Instant> ranOutAt,
        Optional<Instant> wouldRunOutAt,
        List<SimulationViews.UsageView> usage) {

    public static SimulationView of(CustomerKey customer, String externalId, SimulatedTime time,
            SimulatedCustomer simulated) {
        SimulatedUsage total = simulated.total();
        return new SimulationView(customer.customerId(), externalId, time.from(), time.to(), total.costThen(),
                total.costNow(), total.difference(), simulated.ranOutAt(), simulated.wouldRunOutAt(),
                SimulationViews.usage(simulated.usage()));
    }
}
