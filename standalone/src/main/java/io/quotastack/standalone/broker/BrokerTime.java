package io.quotastack.standalone.broker;

import java.util.function.Supplier;

import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

import io.quotastack.platform.app.SteadyClock;

/**
 * The broker's time: what it stamps records with, and by which it deletes old ones. It does not follow a clock that was set
 * far ahead or back.
 */
record BrokerTime(SteadyClock clock) implements Time {

    @Override
    public long milliseconds() {
        return clock.millis();
    }

    @Override
    public long nanoseconds() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long millis) {
        Time.SYSTEM.sleep(millis);
    }

    /** Waits in the way of Kafka's own, until a time of this clock. */
    @Override
    @SuppressWarnings("WaitNotInLoop") // it is in one, with a condition of others
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMillis)
            throws InterruptedException {
        synchronized (object) {
            while (!condition.get()) {
                long left = deadlineMillis - milliseconds();
                if (left <= 0) {
                    throw new TimeoutException("the condition was not met in time");
                }
                object.wait(left);
            }
        }
    }
}
