package io.quotastack.ledger.history;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * What was charged for usage in some time, less what was voided. Sums of many events may leave {@code int64}; they stay
 * exact.
 *
 * @param cost millicredits
 * @param events charges not voided
 */
record UsageBucket(BigInteger units, BigInteger cost, long events) {

    static final UsageBucket EMPTY = new UsageBucket(BigInteger.ZERO, BigInteger.ZERO, 0);

    private static final long SECONDS = 3600;

    /** The hour that a time falls in, counted from 1970 in UTC. */
    static long hourOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }

    static Instant startOf(long hour) {
        return Instant.ofEpochSecond(Math.multiplyExact(hour, SECONDS));
    }

    UsageBucket plus(UsageBucket other) {
        return new UsageBucket(units.add(other.units), cost.add(other.cost), events + other.events);
    }

    byte[] bytes() {
        byte[] unitsBytes = units.toByteArray();
        byte[] costBytes = cost.toByteArray();
        return ByteBuffer.allocate(Long.BYTES + 1 + unitsBytes.length + costBytes.length).putLong(events)
                .put((byte) unitsBytes.length).put(unitsBytes).put(costBytes).array();
    }

    static UsageBucket of(byte[] bytes) {
        int unitsAt = Long.BYTES + 1;
        int costAt = unitsAt + bytes[Long.BYTES];
        return new UsageBucket(new BigInteger(Arrays.copyOfRange(bytes, unitsAt, costAt)),
                new BigInteger(Arrays.copyOfRange(bytes, costAt, bytes.length)), ByteBuffer.wrap(bytes).getLong());
    }
}
