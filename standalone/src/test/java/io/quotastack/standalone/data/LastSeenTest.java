package io.quotastack.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.platform.app.SteadyClock;

@Timeout(30)
class LastSeenTest {

    private static final Instant SEEN = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path path;

    private DataDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = DataDirectory.open(path);
        Files.writeString(path.resolve("clock"), SEEN + "\n");
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private static SteadyClock at(Instant time) {
        return new SteadyClock(() -> time, () -> 0, OptionalLong::empty);
    }

    private LastSeen start(Duration later) {
        return LastSeen.in(directory, at(SEEN.plus(later)), false);
    }

    @Test
    void aClockThatIsAboutWhereItShouldBeIsTaken() {
        for (Duration later : new Duration[] {Duration.ZERO, Duration.ofMinutes(-59), Duration.ofDays(30)}) {
            start(later).close();
        }
    }

    @Test
    void aClockThatIsBeforeTheLastTimeIsRefused() {
        assertThatThrownBy(() -> start(Duration.ofDays(-365))).isInstanceOf(CannotStartException.class)
                .hasMessageContaining(
                        "the clock of this machine says 2025-03-01T12:00:00Z, 365 days 0 h 0 min back of the"
                                + " last time that was seen here, 2026-03-01T12:00:00Z")
                .hasMessageContaining("--accept-clock");
    }

    @Test
    void soIsOneThatIsVeryFarAhead() {
        assertThatThrownBy(() -> start(Duration.ofDays(365))).isInstanceOf(CannotStartException.class)
                .hasMessageContaining("365 days 0 h 0 min ahead of the last time");
    }

    @Test
    void soItIsForWhoeverOnlyReadsAndNothingIsWritten() throws Exception {
        assertThatThrownBy(() -> LastSeen.expect(directory, at(SEEN.plus(Duration.ofDays(400))), false))
                .isInstanceOf(CannotStartException.class).hasMessageContaining("400 days 0 h 0 min ahead");
        LastSeen.expect(directory, at(SEEN.plus(Duration.ofDays(400))), true);
        LastSeen.expect(directory, at(SEEN.plusSeconds(60)), false);

        assertThat(Files.readString(path.resolve("clock"))).isEqualTo(SEEN + "\n");
    }

    @Test
    void theOperatorMayAcceptItAndThenItIsTheLastTime() throws Exception {
        Instant before = SEEN.minus(Duration.ofDays(365));
        try (var seen = LastSeen.in(directory, at(before), true)) {
            seen.start();
            while (!Files.readString(path.resolve("clock")).startsWith(before.toString())) {
                Thread.onSpinWait();
            }
        }
        LastSeen.in(directory, at(before.plusSeconds(1)), false).close();
    }

    @Test
    void withoutALastTimeAnyClockIsTaken() throws Exception {
        Files.writeString(path.resolve("clock"), "");
        start(Duration.ofDays(-365)).close();
        Files.delete(path.resolve("clock"));
        start(Duration.ofDays(365)).close();
        assertThat(Files.exists(path.resolve("clock"))).isFalse();
    }
}
