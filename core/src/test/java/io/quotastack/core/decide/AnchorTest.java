package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.plan.Interval.WEEK;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.command.Command;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.Subscription;

/**
 * Goal: periods and cadence points do not drift, whatever pauses and changes there are (CONTRACT 9). Method: a few cases
 * by hand, and random subscriptions against a model that goes from one point to the next by the calendar.
 */
class AnchorTest {

    private static final GrantExpiry NEVER = new GrantExpiry.Never();
    private static final Instant FEB_10 = Instant.parse("2026-02-10T12:00:00Z");

    private final RandomHistories histories;

    AnchorTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void thirtyOneStaysThirtyOneOverAPauseInFebruary() {
        Scenario scenario = paused(given().plan("p", every(MONTH).postpaid().terms(), Map.of()).subscribe("p"),
                FEB_10, Duration.ofSeconds(1));
        assertThat(ends(scenario, 3)).containsExactly(Instant.parse("2026-02-28T12:00:01Z"),
                Instant.parse("2026-03-31T12:00:01Z"), Instant.parse("2026-04-30T12:00:01Z"));
    }

    @Test
    void anEndThatAPauseMovesIntoTheMonthIsTheNewAnchor() {
        Scenario scenario = paused(given().plan("p", every(MONTH).postpaid().terms(), Map.of()).subscribe("p"),
                FEB_10, Duration.ofDays(2));
        assertThat(ends(scenario, 2)).containsExactly(Instant.parse("2026-03-02T12:00:00Z"),
                Instant.parse("2026-04-02T12:00:00Z"));
    }

    @Test
    void pointsOfCadencesKeepTheirDayOverAPause() {
        Scenario scenario = paused(given()
                .plan("p", every(6, MONTH).postpaid().granting(1, 1, MONTH, NEVER).terms(), Map.of()).subscribe("p"),
                FEB_10, Duration.ofSeconds(1));
        scenario.at(Instant.parse("2026-05-01T00:00:00Z")).tick().expectOccurred(
                Instant.parse("2026-02-28T12:00:01Z"), Instant.parse("2026-03-31T12:00:01Z"),
                Instant.parse("2026-04-30T12:00:01Z"));
    }

    @Test
    void aChangeThatKeepsTheIntervalKeepsTheAnchorOfCadences() {
        Instant march = Instant.parse("2026-03-01T00:00:00Z");
        Offer offer = every(MONTH).postpaid();
        for (boolean now : new boolean[] {true, false}) {
            Scenario scenario = given().plan("p", offer.terms(), Map.of())
                    .plan("q", offer.granting(1, 1, MONTH, NEVER).granting(2, 1, WEEK, NEVER).terms(), Map.of())
                    .subscribe("p").at(march).tick().change("q", now, false)
                    .at(Instant.parse("2026-04-10T00:00:00Z")).tick();
            assertThat(scenario.history().entries().stream().map(entry -> entry.delta() + " " + entry.occurredAt()))
                    .containsExactlyElementsOf(now
                            ? List.of("2 2026-03-07T12:00:00Z", "2 2026-03-14T12:00:00Z", "2 2026-03-21T12:00:00Z",
                                    "2 2026-03-28T12:00:00Z", "1 2026-03-31T12:00:00Z", "2 2026-04-04T12:00:00Z")
                            : List.of("1 2026-03-31T12:00:00Z", "2 2026-04-04T12:00:00Z"));
        }
    }

    @Test
    void aChangeWithinATrialKeepsItsCadences() {
        Offer offer = every(MONTH).days(20, 3, 3).granting(new CreditGrantTerms(1,
                Optional.of(new Cadence(DAY, 5)), NEVER, 0, Rollover.NONE, true));
        given().plan("p", offer.terms(), Map.of()).plan("q", offer.terms(), Map.of()).subscribe("p")
                .at(START.plus(Duration.ofDays(7))).tick().change("q", true, false).at(START.plus(Duration.ofDays(11)))
                .tick().expectOccurred(START.plus(Duration.ofDays(10)));
    }

    @Test
    void noPauseAndNoChangeMakesPointsDrift() {
        histories.check(200, random -> {
            var billing = new Cadence(MONTH, 1 + random.nextInt(2));
            var cadences = List.of(billing, new Cadence(DAY, 1 + random.nextInt(9)),
                    new Cadence(WEEK, 1 + random.nextInt(3)), new Cadence(MONTH, 3));
            Scenario scenario = given();
            Offer offer = every(billing.count(), MONTH).postpaid().usage(true, true);
            Offer all = offer;
            for (int i = 0; i < cadences.size(); i++) {
                all = all.granting(i + 1, cadences.get(i).count(), cadences.get(i).interval(), NEVER);
            }
            scenario.plan("all", all.terms(), Map.of()).plan("none", offer.terms(), Map.of());
            scenario.at(START.plus(Duration.ofDays(random.nextInt(400)))).subscribe("all");
            var model = new Model(scenario.now(), billing, cadences);
            boolean granting = true;
            for (int i = 0; i < 25; i++) {
                Instant next = scenario.now().plusMillis(1 + random.nextLong(Duration.ofDays(50).toMillis()));
                model.passTo(next, granting);
                scenario.at(next).tick();
                switch (random.nextInt(3)) {
                    case 0 -> {
                        Duration pause = random.nextBoolean()
                                ? Duration.ofMillis(1 + random.nextInt(90_000_000))
                                : Duration.ofDays(1 + random.nextInt(70));
                        paused(scenario, next, pause);
                        model.pause(pause);
                    }
                    case 1 -> {
                        granting = random.nextBoolean();
                        scenario.change(granting ? "all" : "none", true, false);
                    }
                    default -> {
                        // only time passes
                    }
                }
                assertThat(current(scenario)).isEqualTo(model.end());
            }
            assertThat(grants(scenario)).containsExactlyInAnyOrderElementsOf(model.granted);
        });
    }

    private static Scenario paused(Scenario scenario, Instant at, Duration pause) {
        return scenario.at(at).decide(new Command.PauseSubscription(1)).at(at.plus(pause))
                .decide(new Command.ResumeSubscription(1));
    }

    private static Instant current(Scenario scenario) {
        return scenario.state().subscription().map(Subscription::current).orElseThrow().end();
    }

    /** The end of the running period, then those of the next ones. */
    private static List<Instant> ends(Scenario scenario, int periods) {
        List<Instant> ends = new ArrayList<>();
        while (ends.size() < periods) {
            ends.add(current(scenario));
            scenario.at(current(scenario)).tick();
        }
        return ends;
    }

    private static List<String> grants(Scenario scenario) {
        return scenario.history().entries().stream().filter(entry -> entry.type() == EntryType.GRANT)
                .map(entry -> entry.delta() + " " + entry.occurredAt()).toList();
    }

    /** Every cadence as a point to come and a day of the month that it keeps; the billing period is one of them. */
    private static final class Model {

        private final List<Track> tracks = new ArrayList<>();
        private final Track period;
        private final List<String> granted = new ArrayList<>();

        Model(Instant start, Cadence billing, List<Cadence> cadences) {
            for (Cadence cadence : cadences) {
                tracks.add(new Track(start, cadence));
                granted.add(tracks.size() + " " + start);
            }
            tracks.forEach(Track::advance);
            period = new Track(start, billing);
            period.advance();
        }

        void passTo(Instant time, boolean granting) {
            for (int i = 0; i < tracks.size(); i++) {
                while (!tracks.get(i).next().isAfter(time)) {
                    if (granting) {
                        granted.add(i + 1 + " " + tracks.get(i).next());
                    }
                    tracks.get(i).advance();
                }
            }
            while (!period.next().isAfter(time)) {
                period.advance();
            }
        }

        void pause(Duration pause) {
            tracks.forEach(track -> track.pause(pause));
            period.pause(pause);
        }

        Instant end() {
            return period.next();
        }
    }

    private static final class Track {

        private final Cadence cadence;
        private LocalDateTime next;
        private int day;

        Track(Instant start, Cadence cadence) {
            this.cadence = cadence;
            this.next = LocalDateTime.ofInstant(start, ZoneOffset.UTC);
            this.day = next.getDayOfMonth();
        }

        Instant next() {
            return next.toInstant(ZoneOffset.UTC);
        }

        void advance() {
            if (cadence.interval() != Interval.MONTH) {
                next = next.plusDays((cadence.interval() == Interval.WEEK ? 7L : 1L) * cadence.count());
                return;
            }
            LocalDateTime month = next.withDayOfMonth(1).plusMonths(cadence.count());
            next = month.withDayOfMonth(Math.min(day, month.toLocalDate().lengthOfMonth()));
        }

        void pause(Duration pause) {
            next = next.plus(pause);
            boolean lastDay = next.getDayOfMonth() == next.toLocalDate().lengthOfMonth();
            day = lastDay ? Math.max(day, next.getDayOfMonth()) : next.getDayOfMonth();
        }
    }
}
