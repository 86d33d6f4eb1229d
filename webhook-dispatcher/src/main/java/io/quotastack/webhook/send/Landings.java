package io.quotastack.webhook.send;

import io.quotastack.internal.AttemptRow;

/** Hears how flights go; on the sender's threads. */
@FunctionalInterface
public interface Landings {

    /**
     * An attempt ended.
     *
     * @param landed nothing more comes of this flight
     */
    void attempted(Flight flight, Flight.Parcel parcel, AttemptRow attempt, boolean landed);
}
