package io.quotastack.api.http;

import java.util.concurrent.Semaphore;

/** The bound on requests in hand at once. What finds no room is refused at once; nothing queues for it. */
public final class AdmissionLimit {

    private final Semaphore requests;

    public AdmissionLimit(int requests) {
        this.requests = new Semaphore(requests);
    }

    boolean enter() {
        return requests.tryAcquire();
    }

    void leave() {
        requests.release();
    }
}
