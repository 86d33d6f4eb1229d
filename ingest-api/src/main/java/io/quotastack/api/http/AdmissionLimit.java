package io.quotastack.api.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * The bound on requests in hand at once. What finds no room is refused at once; nothing queues for it. Those of one
 * environment, once their key is known, are a third of them at most: however long those of a tenant's two are in hand, others
 * have theirs.
 */
public final class AdmissionLimit {

    private final Semaphore requests;
    private final int mostOfOne;
    /** As many as there are environments. */
    private final Map<TenantEnvironment, AtomicInteger> inHand = new ConcurrentHashMap<>();

    public AdmissionLimit(int requests) {
        this.requests = new Semaphore(requests);
        this.mostOfOne = (requests + 2) / 3;
    }

    boolean enter() {
        return requests.tryAcquire();
    }

    void leave() {
        requests.release();
    }

    /** One that is in already turns out to be of this environment; then {@link #leave(TenantEnvironment)} comes too. */
    boolean enter(TenantEnvironment environment) {
        AtomicInteger ofOne = inHand.computeIfAbsent(environment, unseen -> new AtomicInteger());
        if (ofOne.incrementAndGet() <= mostOfOne) {
            return true;
        }
        ofOne.decrementAndGet();
        return false;
    }

    void leave(TenantEnvironment environment) {
        inHand.computeIfAbsent(environment, unseen -> new AtomicInteger()).decrementAndGet();
    }
}
