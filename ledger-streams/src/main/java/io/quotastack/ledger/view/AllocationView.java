package io.quotastack.ledger.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.Allocation;

/**
 * A share of what an entry moved, as answered.
 *
 * @param blockId null: the share of overage
 * @param amount millicredits
 */
public record AllocationView(Optional<String> blockId, long amount) implements SelfWritten {

    private static final MemberNames NAMES = MemberNames.of(AllocationView.class);

    public static List<AllocationView> of(CustomerKey customer, List<Allocation> allocations) {
        List<AllocationView> views = new ArrayList<>(allocations.size());
        for (Allocation allocation : allocations) {
            views.add(of(customer, allocation));
        }
        return views;
    }

    private static AllocationView of(CustomerKey customer, Allocation allocation) {
        return new AllocationView(allocation.block().isPresent()
                ? Optional.of(BlockView.idOf(customer, allocation.block().getAsLong()))
                : Optional.empty(), allocation.amount());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        MemberWriter.begin(json, NAMES).optionalText(blockId).number(amount).end();
    }
}
