package io.quotastack.ledger.read;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.ledger.view.UsageStatusView;

/**
 * Somebody who asks for an event that may stand undecided in the log.
 *
 * @param externalId the customer's, if it exists already
 * @param found completes with the event, or with none when the log has none
 */
record UsageLookup(
        CustomerKey customer,
        Optional<String> externalId,
        String eventId,
        CompletableFuture<Optional<UsageStatusView>> found) {

    UsageLookup(CustomerKey customer, Optional<String> externalId, String eventId) {
        this(customer, externalId, eventId, new CompletableFuture<>());
    }
}
