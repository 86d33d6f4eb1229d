package io.quotastack.platform.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The wall clock, as long as it goes as fast as the clocks that never step. A wall clock that was set far ahead or back would
 * let everything fall due, stop the time of customers until it comes round again, and make a broker delete what nobody has
 * read. So after a step this one goes on from before it, says so, and the process is to end: clients of Kafka do not survive
 * a step either, and which of the two times is right is for the operator to say.
 *
 * <p>Small steps are followed: they do no harm that is not done by a late command.
 */
public final class SteadyClock extends Clock {

    /** What one look may find. The sweep of kept answers leaves as much room. */
    public static final Duration FOLLOWED = Duration.ofHours(1);

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final Supplier<OptionalLong> sinceBootMillis;
    private volatile Look last;
    private volatile Optional<ClockSteppedException> stepped = Optional.empty();

    /** What the clocks said at one moment. */
    private record Look(long wallMillis, long nanos, OptionalLong sinceBootMillis) {

        long wallMillisAt(long nanosNow) {
            return wallMillis + Duration.ofNanos(nanosNow - nanos).toMillis();
        }
    }

    /** Of this machine. */
    public SteadyClock() {
        this(InstantSource.system(), System::nanoTime, SteadyClock::sinceBoot);
    }

    /**
     * Of other clocks.
     *
     * @param nanoTime never steps, and may stand while the machine sleeps
     * @param sinceBootMillis goes on while the machine sleeps, where there is such a clock
     */
    public SteadyClock(InstantSource wall, LongSupplier nanoTime, Supplier<OptionalLong> sinceBootMillis) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.sinceBootMillis = sinceBootMillis;
        this.last = look(wall.millis(), nanoTime.getAsLong());
    }

    private Look look(long wallMillis, long nanos) {
        return new Look(wallMillis, nanos, sinceBootMillis.get());
    }

    /** The seconds since the machine was booted, with those it slept, as Linux tells them. */
    private static OptionalLong sinceBoot() {
        try {
            String seconds = Files.readString(UPTIME).split(" ", 2)[0];
            return OptionalLong.of((long) (Double.parseDouble(seconds) * 1_000));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // another system
        }
    }

    @Override
    public long millis() {
        Look before = last;
        long nanos = nanoTime.getAsLong();
        long expected = before.wallMillisAt(nanos);
        if (stepped.isPresent()) {
            return expected;
        }
        long now = wall.millis();
        if (isAStep(now - expected) && isAStep(now - expectedSinceBoot(before, expected))) {
            stepped = Optional.of(new ClockSteppedException(Duration.ofMillis(now - expected)));
            return expected;
        }
        if (nanos - before.nanos() > LOOK_AGAIN_NANOS) {
            last = look(now, nanos);
        }
        return now;
    }

    private static boolean isAStep(long millis) {
        return Math.abs(millis) > FOLLOWED.toMillis();
    }

    private long expectedSinceBoot(Look before, long otherwise) {
        OptionalLong now = sinceBootMillis.get();
        return now.isPresent() && before.sinceBootMillis().isPresent()
                ? before.wallMillis() + now.getAsLong() - before.sinceBootMillis().getAsLong()
                : otherwise;
    }

    /** The step that it does not follow, if there was one; from then on the process should end. */
    public Optional<ClockSteppedException> failure() {
        long unused = millis();
        return stepped;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("all times are in UTC");
    }
}
