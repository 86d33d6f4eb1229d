package io.quotastack.webhook.send;

import java.util.List;

/** Looks into flights. */
public final class FlightParcels {

    private FlightParcels() {}

    public static List<Flight.Parcel> of(Flight flight) {
        return flight.parcels();
    }
}
