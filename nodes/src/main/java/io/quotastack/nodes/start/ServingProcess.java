package io.quotastack.nodes.start;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.platform.app.SteadyClock;

/** This process as one that serves until SIGTERM or SIGINT, and stops cleanly then. */
public final class ServingProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServingProcess.class);

    /** SIGTERM to exit takes under 10 s (CONTRACT 14); whatever hangs longer is cut off, which is safe like a crash. */
    private static final Duration STOPPING = Duration.ofSeconds(9);

    private static final int STOPPED_AS_ASKED = 0;
    private static final int CUT_OFF = 1;

    private ServingProcess() {}

    /** What there is to start. */
    public interface Start {

        /**
         * Starts everything, each part handed over as soon as it runs.
         *
         * @param clock the process ends when it stepped
         * @return tells what stopped a part for good, if anything did
         */
        Supplier<Optional<Throwable>> start(RunningParts parts, SteadyClock clock) throws InterruptedException;
    }

    /** Starts everything and serves. Throws what kept it from starting or going on, all parts stopped. */
    public static void untilStopped(Start start) throws InterruptedException {
        var parts = new RunningParts();
        var clock = new SteadyClock();
        try (parts) {
            var stopHook = new Thread(() -> stop(parts), "stop");
            Runtime.getRuntime().addShutdownHook(stopHook);
            try {
                throw failureOf(start.start(parts, clock), clock); // A stop as asked ends the process in the hook.
            } catch (RuntimeException | InterruptedException e) {
                withdraw(stopHook);
                if (!isClosed(parts, STOPPING)) {
                    System.err.println("quotastack: " + e.getMessage());
                    cutOff(parts); // so that a supervisor starts it anew
                }
                throw e;
            }
        }
    }

    /** Waits for a part to fail for good: then all must stop, so that a supervisor can start afresh. */
    private static CannotGoOnException failureOf(Supplier<Optional<Throwable>> running, SteadyClock clock)
            throws InterruptedException {
        var never = new CountDownLatch(1);
        Optional<Throwable> failure = Optional.empty();
        while (failure.isEmpty() && !never.await(1, TimeUnit.SECONDS)) {
            failure = clock.failure().<Throwable>map(step -> step).or(running);
        }
        return new CannotGoOnException(failure.orElseThrow());
    }

    private static void withdraw(Thread stopHook) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopHook);
        } catch (IllegalStateException e) {
            LOG.debug("a stop is under way already, and ends the process", e);
        }
    }

    /** Runs as the process goes down. Its exit code is 0, which every supervisor takes for a clean stop; Java's is 143. */
    private static void stop(RunningParts parts) {
        if (isClosed(parts, STOPPING)) {
            System.out.println("quotastack stopped as asked");
            System.out.flush();
            Runtime.getRuntime().halt(STOPPED_AS_ASKED);
        }
        cutOff(parts);
    }

    /** Stops all parts; answers whether they had stopped in time. */
    static boolean isClosed(RunningParts parts, Duration within) {
        Thread stopping = Thread.ofPlatform().name("stopping").daemon().start(parts::close);
        try {
            return stopping.join(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void cutOff(RunningParts parts) {
        System.err.println("quotastack: cut off while stopping: " + parts.stoppingNow().orElse("everything"));
        Runtime.getRuntime().halt(CUT_OFF);
    }
}
