package io.quotastack.api.http;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that are unique over all nodes and sort by the time they were made: UUIDv7 (RFC 9562, 5.7) of the milliseconds, a
 * counter and the node's own random bits. They are no secrets.
 */
public final class RequestIds {

    private static final int COUNTER_BITS = 24;

    /** 38 bits that tell this process from any other. */
    private static final long NODE = new SecureRandom().nextLong() >>> (64 - 38);

    private static final AtomicLong COUNTER = new AtomicLong();

    private RequestIds() {}

    public static UUID next() {
        long count = COUNTER.getAndIncrement();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | ((count >>> COUNTER_BITS) & 0xfffL);
        long low = 0x8000_0000_0000_0000L | ((count & ((1L << COUNTER_BITS) - 1)) << 38) | NODE;
        return new UUID(high, low);
    }

    /** {@code req_…}: names the request, and the command it brings. */
    static String nextRequestId() {
        return "req_" + next();
    }
}
