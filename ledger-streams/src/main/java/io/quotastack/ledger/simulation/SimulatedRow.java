package io.quotastack.ledger.simulation;

import java.math.BigInteger;
import java.nio.ByteBuffer;

import io.quotastack.gateway.list.SortKey;
import io.quotastack.ledger.view.SimulatedCustomerView;

/** A customer's row in the list of a simulation: the greatest difference first, more or less, then by id. */
record SimulatedRow(int partition, SortKey place, SimulatedCustomerView view) implements Comparable<SimulatedRow> {

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    static SimulatedRow of(int partition, SimulatedCustomerView view) {
        long difference = view.difference().abs().min(MOST).longValueExact();
        return new SimulatedRow(partition,
                SortKey.of(ByteBuffer.allocate(3 * Long.BYTES).putLong(Long.MAX_VALUE - difference)
                        .putLong(view.customerId().getMostSignificantBits())
                        .putLong(view.customerId().getLeastSignificantBits()).array()),
                view);
    }

    @Override
    public int compareTo(SimulatedRow other) {
        return place.compareTo(other.place);
    }
}
