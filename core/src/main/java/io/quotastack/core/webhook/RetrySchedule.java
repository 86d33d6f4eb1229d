package io.quotastack.core.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When a failed delivery is tried again (CONTRACT 10): seven times, each delay ±10 %. */
final class RetrySchedule {

    private static final List<Duration> DELAYS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
            Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(2),
            Duration.ofHours(6));
    private static final int SPREAD_PER_MILLE = 100;

    private RetrySchedule() {}

    /**
     * How long after the end of its last attempt a delivery is due again; nothing when it is dead.
     *
     * @param failures attempts that failed so far, at least 1
     * @param salt picks the place within ±10 %, the same for the same salt: what fails together shall not come back
     *        together
     */
    public static Optional<Duration> delay(int failures, long salt) {
        if (failures > DELAYS.size()) {
            return Optional.empty();
        }
        long perMille = Math.floorMod(mixed(salt + failures), 2L * SPREAD_PER_MILLE + 1) - SPREAD_PER_MILLE;
        return Optional.of(DELAYS.get(failures - 1).multipliedBy(1_000 + perMille).dividedBy(1_000));
    }

    /** SplitMix64's finalizer: neighbouring salts lead to places that have nothing in common. */
    private static long mixed(long salt) {
        long mixed = salt + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
