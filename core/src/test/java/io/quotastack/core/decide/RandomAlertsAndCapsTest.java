package io.quotastack.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.CapWindows;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;

/**
 * Goal: no order of charges, holds, commits, refunds, subscriptions and patches exceeds a cap, and each crossing of an
 * alert's line is told once and only once. Method: random histories, in which time passes before each command is decided,
 * against models that know the entries, the open holds and the blocks alone.
 */
class RandomAlertsAndCapsTest {

    private static final int HISTORIES = 80;
    private static final int COMMANDS = 150;

    private final RandomHistories histories;

    RandomAlertsAndCapsTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void capsAreNeverExceededInTheHistoriesOfAWallet() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            tell(commands.given(), CapBook::new, scenario -> commands.timeAfter(scenario.now()), commands::next);
        });
    }

    @Test
    void capsAreNeverExceededInTheLivesOfSubscriptions() {
        histories.check(HISTORIES, random -> {
            var lives = new RandomSubscriptions(random);
            tell(lives.given(), CapBook::new, scenario -> lives.timeAfter(scenario.now()), lives::next);
        });
    }

    @Test
    void eachCrossingIsToldOnceInTheHistoriesOfAWallet() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            tell(commands.given(), AlertBook::new, scenario -> commands.timeAfter(scenario.now()), commands::next);
        });
    }

    @Test
    void eachCrossingIsToldOnceInTheLivesOfSubscriptions() {
        histories.check(HISTORIES, random -> {
            var lives = new RandomSubscriptions(random);
            tell(lives.given(), AlertBook::new, scenario -> lives.timeAfter(scenario.now()), lives::next);
        });
    }

    private interface Book {
        void follow(Scenario scenario, Decision decision);
    }

    private interface Making<T> {
        T in(Scenario scenario);
    }

    private static void tell(Scenario scenario, Supplier<Book> empty, Making<Instant> time,
            Making<CommandEnvelope> command) {
        Book book = empty.get();
        for (int i = 0; i < COMMANDS; i++) {
            scenario.at(time.in(scenario)).tick();
            book.follow(scenario, scenario.last());
            scenario.decide(command.in(scenario));
            book.follow(scenario, scenario.last());
        }
    }

    private static <T> List<T> inForce(Scenario scenario, Making<Optional<List<T>>> ofCustomer,
            Function<VariantTerms, Optional<List<T>>> ofVariant) {
        return ofCustomer.in(scenario).or(() -> scenario.state().subscription()
                .filter(live -> !(live.phase() instanceof Phase.Scheduled))
                .flatMap(live -> scenario.environmentConfig().variantVersion(live.variant().variantId(),
                        live.variant().version()))
                .flatMap(variant -> ofVariant.apply(variant.terms()))).orElse(List.of());
    }

    /** Units and cost of a metric. */
    private record Amount(long units, long cost) {
        static final Amount NONE = new Amount(0, 0);

        Amount plus(Amount more, int sign) {
            return new Amount(units + sign * more.units, cost + sign * more.cost);
        }

        long of(UsageCap.Measure measure) {
            return switch (measure) {
                case UNITS -> units;
                case CREDITS -> cost;
            };
        }
    }

    private record CapInWindow(UsageCap cap, String window) {}

    /** What was used of each capped metric in each window, by the entries since it has a cap. */
    private static final class CapBook implements Book {

        private final Map<String, Map<String, Amount>> used = new HashMap<>();
        private Map<CapInWindow, Long> totals = Map.of();
        private int read;

        @Override
        public void follow(Scenario scenario, Decision decision) {
            Map<CapInWindow, Long> before = totals;
            List<LedgerEntry> entries = scenario.history().entries();
            entries.subList(read, entries.size()).forEach(entry -> add(scenario, entry));
            read = entries.size();
            List<UsageCap> caps = inForce(scenario, in -> in.state().customer().flatMap(Customer::caps),
                    VariantTerms::caps);
            begin(scenario, caps);
            expectRows(scenario, caps);
            totals = new HashMap<>();
            caps.forEach(cap -> totals.put(new CapInWindow(cap, window(scenario, cap.per())), total(scenario, cap)));
            totals.forEach((in, total) -> Optional.ofNullable(before.get(in)).ifPresent(
                    last -> assertThat(total).as("%s, which had %s", in, last)
                            .isLessThanOrEqualTo(Math.max(in.cap().most(), last) + rounded(decision))));
        }

        /** Credits that a hold of lines is committed with are shared by them, rounded down, and the first has the rest. */
        private static long rounded(Decision decision) {
            return decision.allEntries().stream().filter(entry -> entry.type() == EntryType.COMMIT)
                    .flatMap(entry -> entry.usage().stream()).mapToLong(usage -> usage.lines().size() - 1L).sum();
        }

        private void add(Scenario scenario, LedgerEntry entry) {
            int sign = entry.type() == EntryType.REFUND ? -1 : 1;
            if (entry.type() == EntryType.USAGE || entry.type() == EntryType.COMMIT
                    || entry.type() == EntryType.REFUND) {
                entry.usage().ifPresent(usage -> usage.lines().forEach(line -> add(line.metricKey(),
                        new Amount(sign * line.units(), sign * line.cost()),
                        windows(scenario, entry.occurredAt()))));
            }
        }

        private void add(String metric, Amount amount, List<String> windows) {
            Map<String, Amount> ofMetric = used.get(metric);
            if (ofMetric != null) {
                windows.forEach(window -> ofMetric.merge(window, amount, (a, b) -> a.plus(b, 1)));
            }
        }

        /** A metric that had no cap begins with what is known of its month and its period. */
        private void begin(Scenario scenario, List<UsageCap> caps) {
            Set<String> capped = new HashSet<>();
            caps.forEach(cap -> capped.add(cap.metricKey()));
            used.keySet().retainAll(capped);
            for (String metric : capped) {
                if (!used.containsKey(metric)) {
                    Map<String, Amount> begun = new HashMap<>();
                    String month = month(scenario.figures().now());
                    begun.put(month, new Amount(counted(scenario, metric, month), 0));
                    period(scenario).ifPresent(period -> begun.put(period, new Amount(counted(scenario, metric, period),
                            scenario.state().periodUsage(metric).cost())));
                    used.put(metric, begun);
                }
            }
        }

        private static long counted(Scenario scenario, String metric, String window) {
            return scenario.state().tierUnits(new TierCounter(metric, new TierPeriod(window)));
        }

        private void expectRows(Scenario scenario, List<UsageCap> caps) {
            assertThat(scenario.state().rows(AccountRows.CAPPED_USAGE).keySet()).isEqualTo(used.keySet());
            assertThat(scenario.figures().watch().cappedMetrics()).isEqualTo(used.size());
            for (UsageCap cap : caps) {
                for (UsageCap.Per per : UsageCap.Per.values()) {
                    var row = scenario.state().cappedUsage(cap.metricKey()).orElseThrow();
                    var inWindow = CapWindows.at(scenario.figures().now(), scenario.state().subscription())
                            .used(row, per);
                    assertThat(new Amount(inWindow.units(), inWindow.credits())).as("%s a %s", cap.metricKey(), per)
                            .isEqualTo(usedIn(scenario, cap.metricKey(), per));
                    assertThat(new Amount(row.held().units(), row.held().credits())).as("held of %s", cap.metricKey())
                            .isEqualTo(held(scenario, cap.metricKey()));
                }
            }
        }

        private long total(Scenario scenario, UsageCap cap) {
            return usedIn(scenario, cap.metricKey(), cap.per()).plus(held(scenario, cap.metricKey()), 1)
                    .of(cap.measure());
        }

        private Amount usedIn(Scenario scenario, String metric, UsageCap.Per per) {
            return used.getOrDefault(metric, Map.of()).getOrDefault(window(scenario, per), Amount.NONE);
        }

        private static String window(Scenario scenario, UsageCap.Per per) {
            Instant now = scenario.figures().now();
            return switch (per) {
                case DAY -> day(now);
                case MONTH -> month(now);
                case PERIOD -> period(scenario).orElse(month(now));
            };
        }

        private static Amount held(Scenario scenario, String metric) {
            return scenario.state().folded().reservations().values().stream()
                    .flatMap(hold -> hold.estimate().stream()).flatMap(held -> held.lines().stream())
                    .filter(line -> line.metricKey().equals(metric))
                    .map(line -> new Amount(line.units(), line.cost()))
                    .reduce(Amount.NONE, (a, b) -> a.plus(b, 1));
        }

        private static List<String> windows(Scenario scenario, Instant at) {
            return Stream.concat(Stream.of(day(at), month(at)), period(scenario).stream()).toList();
        }

        private static String day(Instant at) {
            return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        }

        private static String month(Instant at) {
            return day(at).substring(0, 7);
        }

        private static Optional<String> period(Scenario scenario) {
            return scenario.state().subscription().flatMap(Subscription::tierPeriod).map(TierPeriod::text);
        }
    }

    /**
     * Which alerts were told and not armed again since, by the events in their order. Between two states of the account lie
     * steps of which only the events are known: whatever could have raised a figure may have armed all alerts.
     */
    private static final class AlertBook implements Book {

        private final Set<Alert> disarmed = new HashSet<>();
        private Map<Alert, Boolean> above = Map.of();
        private Optional<Long> period = Optional.empty();

        @Override
        public void follow(Scenario scenario, Decision decision) {
            List<Alert> alerts = inForce(scenario, in -> in.state().customer().flatMap(Customer::alerts),
                    VariantTerms::alerts);
            boolean looksAtGrants = alerts.stream().anyMatch(alert -> alert.of() == Alert.Of.PERIOD_GRANTS);
            Optional<Long> nowIn = scenario.state().periodCredits().map(credits -> credits.firstBlock());
            assertThat(scenario.figures().watch().alerted()).isEqualTo(!alerts.isEmpty());
            assertThat(scenario.figures().watch().grantsLeft().isPresent())
                    .isEqualTo(looksAtGrants && nowIn.isPresent());
            scenario.figures().watch().grantsLeft()
                    .ifPresent(left -> assertThat(left).as("left of the grants").isEqualTo(left(scenario)));

            Set<Alert> told = new HashSet<>();
            for (CustomerEvent event : decision.allEvents()) {
                switch (event.data()) {
                    case CustomerEvent.EntryBooked(LedgerEntry entry) when mayRaise(entry) -> disarmed.clear();
                    case CustomerEvent.SubscriptionMoved moved -> disarmed.clear();
                    case CustomerEvent.AlertReached reached -> {
                        expectAtOrBelow(reached);
                        assertThat(disarmed.add(reached.alert())).as("%s was armed", reached.alert()).isTrue();
                        told.add(reached.alert());
                    }
                    default -> {
                        // raises nothing
                    }
                }
            }
            expectAllTold(scenario, alerts, told, nowIn);
            Map<Alert, Boolean> after = new HashMap<>();
            alerts.forEach(alert -> after.put(alert, isAbove(scenario, alert)));
            after.forEach((alert, isAbove) -> {
                if (isAbove) {
                    disarmed.remove(alert);
                } else {
                    disarmed.add(alert);
                }
            });
            above = after;
            period = nowIn;
        }

        /** What stood above its line before the decision, and not after it, was told. */
        private void expectAllTold(Scenario scenario, List<Alert> alerts, Set<Alert> told, Optional<Long> nowIn) {
            for (Alert alert : alerts) {
                boolean samePeriod = alert.of() == Alert.Of.BALANCE || period.equals(nowIn);
                if (samePeriod && above.getOrDefault(alert, false) && !isAbove(scenario, alert)) {
                    assertThat(told).as("%s was reached", alert).contains(alert);
                }
            }
        }

        private static boolean mayRaise(LedgerEntry entry) {
            return switch (entry.type()) {
                case GRANT, ACTIVATE, REFUND, COMMIT, RELEASE, RESERVE_EXPIRED, ROLLOVER, PURCHASE, TRANSFER_IN -> true;
                case ADJUST -> entry.delta() > 0;
                // takes from what was granted, and so lowers the line of a share
                case VOID -> true;
                case USAGE, RESERVE, EXPIRE, TRANSFER_OUT -> false;
            };
        }

        private static void expectAtOrBelow(CustomerEvent.AlertReached reached) {
            Alert alert = reached.alert();
            switch (alert.of()) {
                case BALANCE -> assertThat(reached.balance() - reached.reserved())
                        .isLessThanOrEqualTo(alert.credits().orElseThrow());
                case PERIOD_GRANTS -> assertThat(isAbove(alert, reached.grants().orElseThrow().left(),
                        reached.grants().orElseThrow().granted())).isFalse();
            }
        }

        private static boolean isAbove(Scenario scenario, Alert alert) {
            return switch (alert.of()) {
                case BALANCE -> scenario.figures().effective() > alert.credits().orElseThrow();
                case PERIOD_GRANTS -> scenario.state().periodCredits()
                        .map(credits -> isAbove(alert, left(scenario), credits.given())).orElse(true);
            };
        }

        private static boolean isAbove(Alert alert, long left, long granted) {
            return granted == 0 || (alert.percent().isPresent()
                    ? Math.multiplyExact(left, 100) > Math.multiplyExact(granted, alert.percent().get())
                    : left > alert.credits().orElseThrow());
        }

        private static long left(Scenario scenario) {
            long first = scenario.state().periodCredits().orElseThrow().firstBlock();
            List<Long> left = new ArrayList<>();
            scenario.state().blockBalancesByOrdinal().forEach((ordinal, balance) -> {
                if (ordinal >= first && scenario.state().terms(ordinal).orElseThrow().source() == BlockSource.PLAN) {
                    left.add(balance.free());
                }
            });
            return left.stream().mapToLong(amount -> amount).sum();
        }
    }
}
