package io.quotastack.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where periods begin (CONTRACT 9): a table of the calendar's corners. */
class AnchoredPeriodsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # anchor,                 every, interval, index, begins
            2026-01-31T00:00:00Z,         1, MONTH,        0, 2026-01-31T00:00:00Z
            2026-01-31T00:00:00Z,         1, MONTH,        1, 2026-02-28T00:00:00Z
            2026-01-31T00:00:00Z,         1, MONTH,        2, 2026-03-31T00:00:00Z
            2026-01-31T00:00:00Z,         1, MONTH,        3, 2026-04-30T00:00:00Z
            2026-01-31T00:00:00Z,         1, MONTH,       12, 2027-01-31T00:00:00Z
            2026-01-31T00:00:00Z,         1, MONTH,       25, 2028-02-29T00:00:00Z
            2024-01-31T00:00:00Z,         1, MONTH,        1, 2024-02-29T00:00:00Z
            2026-01-30T00:00:00Z,         1, MONTH,        1, 2026-02-28T00:00:00Z
            2026-01-29T00:00:00Z,         1, MONTH,        1, 2026-02-28T00:00:00Z
            2026-02-28T00:00:00Z,         1, MONTH,        1, 2026-03-28T00:00:00Z
            2026-08-31T00:00:00Z,         3, MONTH,        1, 2026-11-30T00:00:00Z
            2026-08-31T00:00:00Z,         3, MONTH,        2, 2027-02-28T00:00:00Z
            2026-08-31T00:00:00Z,         3, MONTH,        4, 2027-08-31T00:00:00Z
            2026-12-31T23:59:59.999Z,     1, MONTH,        2, 2027-02-28T23:59:59.999Z
            2024-02-29T00:00:00Z,         1, YEAR,         1, 2025-02-28T00:00:00Z
            2024-02-29T00:00:00Z,         1, YEAR,         3, 2027-02-28T00:00:00Z
            2024-02-29T00:00:00Z,         1, YEAR,         4, 2028-02-29T00:00:00Z
            2024-02-29T00:00:00Z,         1, YEAR,        76, 2100-02-28T00:00:00Z
            2024-02-29T00:00:00Z,         1, YEAR,        80, 2104-02-29T00:00:00Z
            2024-02-29T00:00:00Z,         2, YEAR,         1, 2026-02-28T00:00:00Z
            2026-06-15T12:00:00Z,        10, YEAR,       100, 3026-06-15T12:00:00Z
            2026-02-27T06:30:00Z,         1, DAY,          2, 2026-03-01T06:30:00Z
            2024-02-28T06:30:00Z,         1, DAY,          2, 2024-03-01T06:30:00Z
            2026-12-31T00:00:00Z,         1, DAY,          1, 2027-01-01T00:00:00Z
            2026-01-01T00:00:00Z,        30, DAY,         73, 2031-12-31T00:00:00Z
            1970-01-01T00:00:00Z,         1, DAY,   10000000, +29349-01-26T00:00:00Z
            2026-12-28T00:00:00Z,         1, WEEK,         1, 2027-01-04T00:00:00Z
            2026-01-01T00:00:00Z,         2, WEEK,        26, 2026-12-31T00:00:00Z
            2026-01-31T00:00:00Z,       120, MONTH,        1, 2036-01-31T00:00:00Z
            1999-12-31T00:00:00Z,         1, MONTH,    96000, 9999-12-31T00:00:00Z
            """)
    void thePeriodOfAnIndexBeginsSoManyCadencesAfterTheAnchor(Instant anchor, int every, Interval interval,
            long index, Instant begins) {
        var periods = new AnchoredPeriods(anchor, new Cadence(interval, every));

        assertThat(periods.start(index)).isEqualTo(begins);
        assertThat(periods.indexAt(begins)).isEqualTo(index);
        assertThat(periods.indexAt(periods.start(index + 1).minusNanos(1))).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # anchor,             every, interval, time,                 index, begins,               ends
            2026-01-31T00:00:00Z,     1, MONTH,    2026-02-27T23:59:59Z,     0, 2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z
            2026-01-31T00:00:00Z,     1, MONTH,    2026-02-28T00:00:00Z,     1, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z
            2026-01-31T00:00:00Z,     1, MONTH,    2026-03-30T23:59:59Z,     1, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z
            2026-01-31T12:00:00Z,     1, MONTH,    2026-03-31T11:59:59Z,     1, 2026-02-28T12:00:00Z, 2026-03-31T12:00:00Z
            2026-01-31T12:00:00Z,     2, MONTH,    2026-05-01T00:00:00Z,     1, 2026-03-31T12:00:00Z, 2026-05-31T12:00:00Z
            2024-02-29T00:00:00Z,     1, YEAR,     2028-02-28T23:59:59Z,     3, 2027-02-28T00:00:00Z, 2028-02-29T00:00:00Z
            2026-11-22T10:00:00Z,     1, DAY,      2026-11-23T09:59:59Z,     0, 2026-11-22T10:00:00Z, 2026-11-23T10:00:00Z
            2026-11-22T10:00:00Z,     2, WEEK,     2027-11-22T10:00:00Z,    26, 2027-11-21T10:00:00Z, 2027-12-05T10:00:00Z
            """)
    void aTimeIsInThePeriodThatHasBegunAndNotEnded(Instant anchor, int every, Interval interval, Instant time,
            long index, Instant begins, Instant ends) {
        var periods = new AnchoredPeriods(anchor, new Cadence(interval, every));

        assertThat(periods.at(time)).isEqualTo(new AnchoredPeriods.Period(index, begins, ends));
    }

    @Test
    void nothingIsBeforeTheAnchor() {
        var anchor = Instant.parse("2026-01-31T00:00:00Z");
        var periods = new AnchoredPeriods(anchor, new Cadence(Interval.MONTH, 1));

        assertThatIllegalArgumentException().isThrownBy(() -> periods.start(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> periods.indexAt(anchor.minusNanos(1)));
    }

    @Test
    void timesBeyondAllTimeAreRefusedNotWrapped() {
        for (Interval interval : Interval.values()) {
            var periods = new AnchoredPeriods(Instant.EPOCH, new Cadence(interval, 2));

            for (long index : new long[] {1L << 40, 1L << 60, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> periods.start(index)).isInstanceOfAny(ArithmeticException.class,
                        DateTimeException.class);
            }
        }
    }
}
