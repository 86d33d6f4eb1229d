package io.quotastack.platform.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionLeaseTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SessionLease lease = new SessionLease(Duration.ofSeconds(10), () -> 0);

    @Test
    void isNotHeldBeforeTheGroupHasAnswered() {
        lease.polled(0, SECOND);

        assertThat(lease.isHeldAt(SECOND)).isFalse();
    }

    @Test
    void runsFromBeforeTheAnswerBeforeTheLast() {
        lease.polled(1, SECOND);
        lease.polled(1, 2 * SECOND);
        lease.polled(1, 3 * SECOND);
        lease.polled(2, 4 * SECOND);

        assertThat(lease.isHeldAt(9 * SECOND - 1)).as("the second was sent after the first came, which was after 0")
                .isTrue();
        assertThat(lease.isHeldAt(9 * SECOND)).isFalse();
    }

    @Test
    void runsFromTheLastPollWhenSeveralAnswersCameSince() {
        lease.polled(0, 3 * SECOND);
        lease.polled(2, 4 * SECOND);

        assertThat(lease.isHeldAt(12 * SECOND - 1)).isTrue();
        assertThat(lease.isHeldAt(12 * SECOND)).isFalse();
    }

    @Test
    void endsWhileTheThreadDoesNotPoll() {
        lease.polled(2, SECOND);

        assertThat(lease.isHeldAt(20 * SECOND)).isFalse();
    }

    @Test
    void endsWhileNoAnswersCome() {
        lease.polled(2, 0);
        for (int second = 1; second < 20; second++) {
            lease.polled(2, second * SECOND);
        }

        assertThat(lease.isHeldAt(9 * SECOND)).isFalse();
    }

    /** A group that answers when it likes; it gives up the member a session after the last request that reached it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isNeverHeldLongerThanTheSession(long from) {
        for (long seed = from * 1_000; seed < from * 1_000 + 500; seed++) {
            var random = new Random(seed);
            var held = new SessionLease(Duration.ofSeconds(10), () -> 0);
            long now = 0;
            long answers = 0;
            long sentAt = 0;
            long answeredAt = random.nextLong(SECOND);
            long lastSentThatWasAnswered = 0;
            for (int i = 0; i < 200; i++) {
                now += 1 + random.nextLong(random.nextInt(20) == 0 ? 8 * SECOND : SECOND / 5);
                while (answeredAt <= now) {
                    answers++;
                    lastSentThatWasAnswered = sentAt;
                    sentAt = answeredAt + random.nextLong(2 * SECOND);
                    answeredAt = sentAt + 1 + random.nextLong(random.nextInt(30) == 0 ? 30 * SECOND : SECOND);
                }
                held.polled(answers, now);
                assertThat(held.isHeldAt(lastSentThatWasAnswered + 10 * SECOND)).as("seed %d, step %d", seed, i)
                        .isFalse();
            }
        }
    }

    @Test
    void isHeldInAQuietGroup() {
        for (int i = 1; i < 1_000; i++) {
            long now = i * SECOND / 10;
            lease.polled(now / (2 * SECOND), now);
            assertThat(now < 5 * SECOND || lease.isHeldAt(now)).as("at %d ms", i * 100).isTrue();
        }
    }
}
