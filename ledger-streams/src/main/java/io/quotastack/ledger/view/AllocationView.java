package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.Allocation;

/**
 * A share of what an entry moved, as answered.
 *
 * @param blockId null: the share of overage
 * @param amount millicredits
 */
public record AllocationView(Optional<String> blockId, long amount) {

    public static List<AllocationView> of(CustomerKey customer, List<Allocation> allocations) {
        return allocations.stream().map(allocation -> of(customer, allocation)).toList();
    }

    private static AllocationView of(CustomerKey customer, Allocation allocation) {
        return new AllocationView(allocation.block().isPresent()
                ? Optional.of(BlockView.idOf(customer, allocation.block().getAsLong()))
                : Optional.empty(), allocation.amount());
    }
}
