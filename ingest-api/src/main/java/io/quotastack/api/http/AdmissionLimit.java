package io.quotastack.api.http;

import java.util.concurrent.Semaphore;

/**
 * The bound on what is in hand at once: requests, and the bytes of their bodies. What finds no room is refused at once;
 * nothing queues for it.
 */
public final class AdmissionLimit {

    private static final int UNIT_BYTES = 1024;

    private final Semaphore requests;
    private final Semaphore bodyUnits;

    public AdmissionLimit(int requests, long bodyBytes) {
        this.requests = new Semaphore(requests);
        this.bodyUnits = new Semaphore(Math.toIntExact(bodyBytes / UNIT_BYTES));
    }

    boolean enter() {
        return requests.tryAcquire();
    }

    void leave() {
        requests.release();
    }

    /** Takes room for a body; what was taken is given back with {@link #giveBack}. */
    boolean takeForBody(long bytes) {
        return bodyUnits.tryAcquire(units(bytes));
    }

    void giveBack(long bytes) {
        bodyUnits.release(units(bytes));
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT_BYTES));
    }
}
