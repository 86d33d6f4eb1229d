package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class ProbeTurnTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    @Test
    void aloneItIsAlwaysOnesTurn() {
        assertThat(IntStream.range(0, 20_000)).allMatch(millis -> ProbeTurn.ALONE.isAt(NOON.plusMillis(millis)));
    }

    @Test
    void eachHasItsTurnAgainAndAgain() {
        for (int place = 0; place < 3; place++) {
            var turn = new ProbeTurn(place, 3);
            assertThat(IntStream.range(0, 36_000).filter(millis -> turn.isAt(NOON.plusMillis(millis))).count())
                    .isEqualTo(2_000);
        }
    }

    @Test
    void whatOneBeganIsOverBeforeAnotherBegins() {
        Optional<Instant> begun = Optional.empty();
        int last = -1;
        for (int millis = 0; millis < 60_000; millis++) {
            Instant now = NOON.plusMillis(millis);
            for (int place = 0; place < 3; place++) {
                if (new ProbeTurn(place, 3).isAt(now)) {
                    if (place != last && begun.isPresent()) {
                        assertThat(now).isAfterOrEqualTo(begun.get().plus(ATTEMPT));
                    }
                    begun = Optional.of(now);
                    last = place;
                }
            }
        }
        assertThat(begun).isPresent();
    }
}
