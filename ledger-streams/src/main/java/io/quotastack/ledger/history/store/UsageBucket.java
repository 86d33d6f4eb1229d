package io.quotastack.ledger.history.store;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;

import io.quotastack.platform.store.NumberBytes;

/**
 * What was charged for usage in some time, less what was voided. Sums of many events may leave {@code int64}; they stay
 * exact.
 *
 * @param cost millicredits
 * @param events charges not voided
 */
public record UsageBucket(BigInteger units, BigInteger cost, long events) {

    public static final UsageBucket EMPTY = new UsageBucket(BigInteger.ZERO, BigInteger.ZERO, 0);

    private static final long SECONDS = 3600;

    /**
     * What so many charges of a kind add.
     *
     * @param times how often; below 0: taken off again
     */
    static UsageBucket of(int times, long units, long cost, int events) {
        BigInteger factor = BigInteger.valueOf(times);
        return new UsageBucket(factor.multiply(BigInteger.valueOf(units)), factor.multiply(BigInteger.valueOf(cost)),
                (long) times * events);
    }

    /** The hour that a time falls in, counted from 1970 in UTC. */
    public static long hourOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }

    public static Instant startOf(long hour) {
        return Instant.ofEpochSecond(Math.multiplyExact(hour, SECONDS));
    }

    public UsageBucket plus(UsageBucket other) {
        return new UsageBucket(units.add(other.units), cost.add(other.cost), events + other.events);
    }

    public ByteBuffer row() {
        byte[] unitsBytes = units.toByteArray();
        byte[] costBytes = cost.toByteArray();
        return NumberBytes.row(Long.BYTES + 1 + unitsBytes.length + costBytes.length).putLong(events)
                .put((byte) unitsBytes.length).put(unitsBytes).put(costBytes);
    }

    public static UsageBucket of(ByteBuffer row) {
        long events = row.getLong();
        int unitsBytes = row.get();
        return new UsageBucket(number(row, unitsBytes), number(row, row.remaining()), events);
    }

    private static BigInteger number(ByteBuffer row, int bytes) {
        byte[] number = new byte[bytes];
        row.get(number);
        return new BigInteger(number);
    }
}
