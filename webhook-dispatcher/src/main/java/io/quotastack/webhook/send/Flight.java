package io.quotastack.webhook.send;

import java.util.List;
import java.util.function.Consumer;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.events.CustomerEvent;

/**
 * Deliveries of one customer, let go together: they are attempted one after the other, each only after the one before
 * succeeded. So a long queue does not wait for Kafka between two deliveries.
 */
public final class Flight {

    private final long id;
    private final CustomerKey customer;
    private final List<Parcel> parcels;
    private final Consumer<Flight> grounding;
    private volatile boolean called;

    /** @param grounding hears of it, on any thread, when the flight ends and no record tells how */
    public Flight(long id, CustomerKey customer, List<Parcel> parcels, Consumer<Flight> grounding) {
        this.id = id;
        this.customer = customer;
        this.parcels = List.copyOf(parcels);
        this.grounding = grounding;
    }

    /**
     * One delivery on its way.
     *
     * @param ordinal of the delivery
     * @param number of the attempt
     */
    public record Parcel(long ordinal, int number, CustomerEvent event) {}

    public long id() {
        return id;
    }

    public CustomerKey customer() {
        return customer;
    }

    List<Parcel> parcels() {
        return parcels;
    }

    /** It ended, and no record will tell how. */
    public void ground() {
        grounding.accept(this);
    }

    /** Nothing more of this is to be attempted: its queue left this node, or an outcome of it was lost. */
    public void callBack() {
        called = true;
    }

    boolean calledBack() {
        return called;
    }
}
