package io.quotastack.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

import org.junit.jupiter.api.Test;

class UtcTimeTest {

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    @Test
    void writesWhatTheFormatterOfTheJdkWrites() {
        var formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var time = Instant.ofEpochSecond(random.nextLong(FIRST.getEpochSecond(), LAST.getEpochSecond() + 1),
                    random.nextInt(1_000_000_000));

            assertThat(UtcTime.text(time)).as("seed %d", seed).isEqualTo(formatter.format(time));
        }
    }

    @Test
    void refusesYearsOfOtherThanFourDigits() {
        assertThat(UtcTime.text(FIRST)).isEqualTo("0000-01-01T00:00:00.000Z");
        assertThat(UtcTime.text(LAST)).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThatThrownBy(() -> UtcTime.text(FIRST.minusNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UtcTime.text(LAST.plusNanos(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
