package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;

/** What the intake asks about customers. An exception means: not now, ask again. */
public interface KnownCustomers {

    /** Whether the customer exists now. */
    boolean customerExists(CustomerKey customer);

    /** Where the customer's own clock stands, or is moving to; only customers of the test environment can have one. */
    Optional<Instant> testClock(CustomerKey customer);
}
