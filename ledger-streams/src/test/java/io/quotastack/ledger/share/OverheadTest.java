package io.quotastack.ledger.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class OverheadTest {

    private final Overhead overhead = new Overhead(0);
    private long now;

    @Test
    void isWhatAQueueTakesBesideItsDecisions() {
        for (int i = 0; i < 50; i++) {
            queue(100, 10, 50);
        }

        assertThat(overhead.factor()).isCloseTo(5, within(0.01));
    }

    @Test
    void isNotLearntWhereTheNextIsWaitedFor() {
        for (int i = 0; i < 1_000; i++) {
            now += 1_000_000;
            overhead.decided(now, now + 5, 5);
        }

        assertThat(overhead.factor()).isEqualTo(2);
    }

    @Test
    void isNeverLessThanWhatIsMeasured() {
        for (int i = 0; i < 50; i++) {
            queue(100, 50, 10); // by several threads
        }

        assertThat(overhead.factor()).isCloseTo(1, within(0.01));
    }

    @Test
    void fadesWhereTooLittleIsLetInToLearnThatItIsLess() {
        for (int i = 0; i < 50; i++) {
            queue(100, 10, 500);
        }
        assertThat(overhead.factor()).isCloseTo(50, within(0.01));

        for (int i = 0; i < 200; i++) {
            now += Duration.ofMillis(100).toNanos();
            queue(4, 10, 20);
        }

        assertThat(overhead.factor()).as("after 20 s").isLessThan(3);
    }

    /** So many that were there before the first of them was decided. */
    private void queue(int count, long measured, long taken) {
        long admittedAt = now;
        now++;
        for (int i = 0; i < count; i++) {
            now += taken;
            overhead.decided(admittedAt, now, measured);
        }
    }
}
