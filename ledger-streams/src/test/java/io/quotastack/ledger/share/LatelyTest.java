package io.quotastack.ledger.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class LatelyTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Lately lately = new Lately(-3 * MILLI);

    private void decided(long millis, int count) {
        for (int i = 0; i < count; i++) {
            lately.decided(millis * MILLI);
        }
    }

    @Test
    void countsThisSecondAndTheOneBefore() {
        decided(0, 5);
        assertThat(lately.count(900 * MILLI)).isEqualTo(5);
        decided(1_100, 3);
        assertThat(lately.count(1_100 * MILLI)).isEqualTo(8);
        decided(2_100, 1);
        assertThat(lately.count(2_100 * MILLI)).isEqualTo(4);
    }

    @Test
    void forgetsWhatWasBeforeARest() {
        decided(0, 5);

        assertThat(lately.count(1_990 * MILLI)).isEqualTo(5);
        assertThat(lately.count(2_000 * MILLI)).isZero();
        decided(60_000, 2);
        assertThat(lately.count(60_000 * MILLI)).isEqualTo(2);
    }
}
