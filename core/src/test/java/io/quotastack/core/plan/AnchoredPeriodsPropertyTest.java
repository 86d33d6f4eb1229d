package io.quotastack.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

/** Properties of periods of random anchors and cadences; a failure names its seed. */
class AnchoredPeriodsPropertyTest {

    private static final int CASES = 20_000;
    private static final List<Interval> INTERVALS = List.of(Interval.values());
    private static final long FIRST_SECOND = Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND = Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

    private final long seed = RandomGenerator.getDefault().nextLong();
    private final Random random = new Random(seed);

    private AnchoredPeriods anyPeriods() {
        Interval interval = INTERVALS.get(random.nextInt(INTERVALS.size()));
        int count = random.nextBoolean() ? 1 : 1 + random.nextInt(interval.inTenYears());
        return new AnchoredPeriods(anyAnchor(), new Cadence(interval, count));
    }

    /** Every other one late in a month, where months differ. */
    private Instant anyAnchor() {
        Instant any = Instant.ofEpochSecond(random.nextLong(FIRST_SECOND, LAST_SECOND))
                .plusMillis(random.nextInt(1_000));
        ZonedDateTime local = any.atZone(ZoneOffset.UTC);
        int lastDay = YearMonth.from(local).lengthOfMonth();
        return random.nextBoolean() ? any : local.withDayOfMonth(lastDay - random.nextInt(4)).toInstant();
    }

    @Test
    void periodsTileTimeWithoutGapOrOverlap() {
        for (int i = 0; i < CASES; i++) {
            AnchoredPeriods periods = anyPeriods();
            AnchoredPeriods.Period period = periods.period(random.nextInt(1_000));
            AnchoredPeriods.Period next = periods.period(period.index() + 1);

            assertThat(period.start()).as(told(periods, period)).isBefore(period.end());
            assertThat(period.end()).as(told(periods, period)).isEqualTo(next.start());
        }
    }

    @Test
    void beginningsWithinASpanAreThoseThatACountMeets() {
        for (int i = 0; i < CASES / 10; i++) {
            AnchoredPeriods periods = anyPeriods();
            long first = random.nextInt(50);
            long last = first + random.nextInt(20);
            Instant from = periods.start(first).plusMillis(random.nextInt(2));
            Instant to = periods.start(last).plusMillis(random.nextInt(2));
            long met = 0;
            for (long index = first; index <= last; index++) {
                Instant start = periods.start(index);
                met += !start.isBefore(from) && start.isBefore(to) ? 1 : 0;
            }
            assertThat(periods.beginningsWithin(from, to)).isEqualTo(met);
            Instant anchor = periods.anchor().at();
            assertThat(periods.beginningsWithin(anchor.minus(Duration.ofDays(4_000)), anchor)).isPositive();
        }
    }

    @Test
    void everyTimeIsInTheOnePeriodThatItsIndexNames() {
        for (int i = 0; i < CASES; i++) {
            AnchoredPeriods periods = anyPeriods();
            Instant time = periods.anchor().at().plusMillis(random.nextLong(1L << (1 + random.nextInt(44))));

            AnchoredPeriods.Period period = periods.at(time);

            assertThat(period.start()).as(told(periods, period)).isBeforeOrEqualTo(time);
            assertThat(period.end()).as(told(periods, period)).isAfter(time);
        }
    }

    @Test
    void aPeriodIsItsOwnFromItsFirstInstantToItsLast() {
        for (int i = 0; i < CASES; i++) {
            AnchoredPeriods periods = anyPeriods();
            AnchoredPeriods.Period period = periods.period(random.nextInt(1_000));

            assertThat(periods.at(period.start())).as(told(periods, period)).isEqualTo(period);
            assertThat(periods.at(period.end().minusNanos(1))).as(told(periods, period)).isEqualTo(period);
        }
    }

    /** No drift: the day of the month is that of the anchor wherever the month has it, and the time of day always. */
    @Test
    void monthsBeginOnTheAnchorsDayOrTheLastOfAShorterMonth() {
        for (int i = 0; i < CASES; i++) {
            Interval interval = random.nextBoolean() ? Interval.MONTH : Interval.YEAR;
            var periods = new AnchoredPeriods(anyAnchor(), new Cadence(interval, 1 + random.nextInt(10)));
            AnchoredPeriods.Period period = periods.period(random.nextInt(1_000));

            ZonedDateTime anchor = periods.anchor().at().atZone(ZoneOffset.UTC);
            ZonedDateTime start = period.start().atZone(ZoneOffset.UTC);
            int day = Math.min(anchor.getDayOfMonth(), YearMonth.from(start).lengthOfMonth());
            assertThat(start.getDayOfMonth()).as(told(periods, period)).isEqualTo(day);
            assertThat(start.toLocalTime()).as(told(periods, period)).isEqualTo(anchor.toLocalTime());
        }
    }

    private String told(AnchoredPeriods periods, AnchoredPeriods.Period period) {
        return "seed " + seed + ": " + period + " of " + periods;
    }
}
