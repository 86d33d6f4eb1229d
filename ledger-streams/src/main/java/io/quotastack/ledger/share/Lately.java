package io.quotastack.ledger.share;

import java.util.concurrent.TimeUnit;

/** How many decisions there were in this second and the one before. */
final class Lately {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long began;
    private int before;
    private int now;

    Lately(long nanos) {
        this.began = nanos;
    }

    void decided(long nanos) {
        turn(nanos);
        now++;
    }

    int count(long nanos) {
        turn(nanos);
        return before + now;
    }

    private void turn(long nanos) {
        long passed = nanos - began;
        if (passed >= SECOND) {
            before = passed < 2 * SECOND ? now : 0;
            now = 0;
            began = nanos - passed % SECOND;
        }
    }
}
