package io.quotastack.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.report.CreditFigure;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.report.CreditSums;
import io.quotastack.core.report.ReportTime;
import io.quotastack.core.report.ReportTime.Step;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.history.store.CreditRows.Owner;

/**
 * Random histories of some months, decided by the real core, cut into random batches. The report is held against the ledger's
 * entries and against the accounts, which know nothing of it.
 */
class CreditReportReadsTest {

    private static final List<String> CUSTOMERS = List.of("ann", "bob", "cy");
    private static final int COMMANDS = 300;
    private static final LocalDate BEGIN = LocalDate.parse("2026-01-01");

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomCommands commands = new RandomCommands(random);

    @RepeatedTest(4)
    void saysOfEachDayWhatTheLedgerSays() {
        try (var books = new Books(directory, random.nextBoolean() ? OveragePolicy.ALLOW : OveragePolicy.BLOCK)) {
            tellAStory(books);

            for (String customer : CUSTOMERS) {
                flowsAreThoseOfTheEntries(books, customer);
                balancesAreThoseOfTheEntries(books, customer);
                groupsAreThoseOfTheAccount(books, customer);
                moneyIsThatOfTheBlocks(books, customer);
            }
            customersAreTheEnvironment(books);
            daysAreTheMonths(books);
            saysTheSameWhenBuiltAnew(books);
        }
    }

    private void tellAStory(Books books) {
        for (int i = 0; i < COMMANDS; i++) {
            books.now = books.now.plus(Duration.ofMinutes(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300)));
            String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> books.decide(customer, commands.ofSubscription(books.account(customer), books.now));
                case 2, 3, 4 -> use(books, customer, "event-" + i);
                case 5 -> giveBack(books, customer);
                default -> books.decide(customer, commands.next(books.account(customer), books.now));
            }
            if (random.nextInt(10) == 0) {
                books.catchUp();
            }
        }
        books.catchUp();
    }

    private void use(Books books, String customer, String event) {
        if (books.use(customer, event, commands.usage(), books.now).outcome() instanceof Outcome.UsageCharged
                && random.nextInt(3) == 0) {
            books.catchUp();
            books.now = books.now.plus(Duration.ofHours(random.nextInt(60)));
            books.voidUsage(customer, event);
        }
    }

    private void giveBack(Books books, String customer) {
        books.catchUp();
        List<Long> committed = books.entriesOf(customer).stream().filter(entry -> entry.type() == EntryType.COMMIT)
                .map(entry -> entry.reservation().orElseThrow()).toList();
        if (!committed.isEmpty()) {
            books.refund(customer, committed.get(random.nextInt(committed.size())));
        }
    }

    private void flowsAreThoseOfTheEntries(Books books, String customer) {
        Map<LocalDate, Map<CreditFigure, BigInteger>> expected = new TreeMap<>();
        for (LedgerEntry entry : books.entriesOf(customer)) {
            LocalDate day = entry.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate();
            figure(entry).ifPresent(figure -> expected.computeIfAbsent(day, ignored -> new TreeMap<>())
                    .merge(figure, BigInteger.valueOf(
                            givesTransferBack(entry) ? -entry.delta() : Math.abs(entry.delta())), BigInteger::add));
        }
        Map<LocalDate, Map<CreditFigure, BigInteger>> reported = new TreeMap<>();
        report(books, customer, BEGIN, end(books), Step.DAY).buckets().forEach((day, groups) -> {
            CreditSums all = total(groups);
            for (CreditFigure figure : List.of(CreditFigure.GRANTED, CreditFigure.REFUNDED, CreditFigure.BURNED,
                    CreditFigure.TRANSFERRED_IN, CreditFigure.TRANSFERRED_OUT, CreditFigure.EXPIRED,
                    CreditFigure.VOIDED,
                    CreditFigure.CLAWED_BACK)) {
                if (all.get(figure).signum() != 0) {
                    reported.computeIfAbsent(day, ignored -> new TreeMap<>()).put(figure, all.get(figure));
                }
            }
            assertThat(all.get(CreditFigure.REPAID)).as("seed %d", seed).isZero();
            assertThat(all.get(CreditFigure.ROLLED_IN)).as("seed %d", seed)
                    .isEqualTo(all.get(CreditFigure.ROLLED_OUT));
        });
        expected.values().forEach(figures -> figures.values().removeIf(sum -> sum.signum() == 0));
        expected.values().removeIf(Map::isEmpty);
        assertThat(reported).as("seed %d, %s", seed, customer).isEqualTo(expected);
    }

    private static boolean givesTransferBack(LedgerEntry entry) {
        return entry.type() == EntryType.REFUND && entry.metadata().containsKey("transfer_id");
    }

    private static Optional<CreditFigure> figure(LedgerEntry entry) {
        return switch (entry.type()) {
            case GRANT, ACTIVATE -> Optional.of(CreditFigure.GRANTED);
            case USAGE, COMMIT, PURCHASE -> Optional.of(CreditFigure.BURNED);
            case EXPIRE -> Optional.of(CreditFigure.EXPIRED);
            case VOID -> Optional.of(CreditFigure.VOIDED);
            case REFUND -> Optional
                    .of(givesTransferBack(entry) ? CreditFigure.TRANSFERRED_OUT : CreditFigure.REFUNDED);
            case TRANSFER_IN -> Optional.of(CreditFigure.TRANSFERRED_IN);
            case TRANSFER_OUT -> Optional.of(CreditFigure.TRANSFERRED_OUT);
            case ADJUST -> Optional.of(entry.delta() > 0
                    ? CreditFigure.GRANTED
                    : entry.context().clawedBack().isEmpty() ? CreditFigure.BURNED : CreditFigure.CLAWED_BACK);
            case RESERVE, RELEASE, RESERVE_EXPIRED, ROLLOVER -> Optional.empty();
        };
    }

    /** The opening of any day is the balance after the last entry before it. */
    private void balancesAreThoseOfTheEntries(Books books, String customer) {
        for (LocalDate day = BEGIN; day.isBefore(end(books)); day = day.plusDays(1 + random.nextInt(20))) {
            LocalDate start = day;
            long balance = books.entriesOf(customer).stream()
                    .filter(entry -> entry.occurredAt().isBefore(start.atStartOfDay(ZoneOffset.UTC).toInstant()))
                    .reduce((earlier, later) -> later).map(entry -> entry.after().balance()).orElse(0L);

            assertThat(outstanding(report(books, customer, start, start.plusDays(1), Step.DAY).before()))
                    .as("seed %d, %s at %s", seed, customer, start).isEqualTo(BigInteger.valueOf(balance));
        }
    }

    private void groupsAreThoseOfTheAccount(Books books, String customer) {
        Map<CreditGroup, BigInteger> expected = new TreeMap<>();
        books.account(customer).blockBalancesByOrdinal().forEach((ordinal, left) -> {
            BlockTerms terms = books.account(customer).terms(ordinal).orElseThrow();
            expected.merge(group(terms), BigInteger.valueOf(left.remaining()), BigInteger::add);
        });
        expected.put(CreditGroup.OVERAGE, BigInteger
                .valueOf(-books.account(customer).account().map(account -> account.balances().overage()).orElse(0L)));
        Map<CreditGroup, BigInteger> reported = new TreeMap<>();
        all(books, customer).forEach((group, sums) -> reported.put(group, sums.outstanding()));
        expected.values().removeIf(sum -> sum.signum() == 0);
        reported.values().removeIf(sum -> sum.signum() == 0);
        assertThat(reported).as("seed %d, %s", seed, customer).isEqualTo(expected);
    }

    private static CreditGroup group(BlockTerms terms) {
        return new CreditGroup(Optional.of(terms.source()), terms.paid() ? terms.currency() : Optional.empty());
    }

    /** What was taken in is what is deferred, what was earned and what was taken back; no rounding is left over. */
    private void moneyIsThatOfTheBlocks(Books books, String customer) {
        Map<CreditGroup, BigInteger> added = new TreeMap<>();
        Map<CreditGroup, BigInteger> deferred = new TreeMap<>();
        Set<Long> scheduled = books.account(customer).scheduledBlocks();
        books.entriesOf(customer).stream().flatMap(entry -> entry.context().newBlock().stream())
                .filter(BlockTerms::paid).forEach(terms -> {
                    long price = terms.pricePaid().orElseThrow();
                    long left = Optional.ofNullable(books.account(customer).blockBalancesByOrdinal()
                            .get(terms.ordinal())).map(balance -> balance.remaining()).orElse(0L);
                    BigInteger of = scheduled.contains(terms.ordinal())
                            ? BigInteger.valueOf(price)
                            : BigDecimal.valueOf(price).multiply(BigDecimal.valueOf(left))
                                    .divide(BigDecimal.valueOf(terms.originalAmount()), 0, RoundingMode.CEILING)
                                    .toBigIntegerExact();
                    added.merge(group(terms), BigInteger.valueOf(price), BigInteger::add);
                    deferred.merge(group(terms), of, BigInteger::add);
                });
        Map<CreditGroup, CreditSums> all = all(books, customer);
        all.forEach((group, sums) -> {
            assertThat(sums.get(CreditFigure.MONEY_ADDED).add(sums.get(CreditFigure.MONEY_TRANSFERRED_IN)))
                    .as("seed %d, %s", seed, customer)
                    .isEqualTo(added.getOrDefault(group, BigInteger.ZERO));
            assertThat(sums.deferred()).as("seed %d, %s", seed, customer)
                    .isEqualTo(deferred.getOrDefault(group, BigInteger.ZERO));
        });
        assertThat(all.keySet()).as("seed %d", seed).containsAll(added.keySet());
    }

    private void customersAreTheEnvironment(Books books) {
        CreditReportPart together = CreditReportPart.merge(CUSTOMERS.stream()
                .map(customer -> report(books, customer, BEGIN.plusDays(45), end(books), Step.DAY)).toList());
        CreditReportPart environment = report(books, Owner.of(Books.ENVIRONMENT), books.stores.partitions(),
                new ReportTime(BEGIN.plusDays(45), end(books), Step.DAY));

        assertThat(environment).as("seed %d", seed).isEqualTo(together);
    }

    private void daysAreTheMonths(Books books) {
        ReportTime months = ReportTime.covering(BEGIN, end(books), Step.MONTH);
        Map<LocalDate, Map<CreditGroup, CreditSums>> summed = new TreeMap<>();
        var days = new ReportTime(months.from(), months.to(), Step.DAY);
        report(books, Owner.of(Books.ENVIRONMENT), books.stores.partitions(), days).buckets()
                .forEach((day, groups) -> groups.forEach((group, sums) -> summed
                        .computeIfAbsent(day.withDayOfMonth(1), ignored -> new TreeMap<>())
                        .merge(group, sums, CreditSums::plus)));

        assertThat(report(books, Owner.of(Books.ENVIRONMENT), books.stores.partitions(), months).buckets())
                .as("seed %d", seed).isEqualTo(summed);
    }

    private void saysTheSameWhenBuiltAnew(Books books) {
        var time = new ReportTime(BEGIN.plusDays(40), end(books), Step.DAY);
        Set<Integer> partitions = Set.copyOf(books.stores.partitions());
        CreditReportPart before = report(books, Owner.of(Books.ENVIRONMENT), partitions, time);
        partitions.forEach(partition -> {
            books.stores.reopenEmpty(partition);
            books.open(partition);
        });
        books.catchUp();

        assertThat(report(books, Owner.of(Books.ENVIRONMENT), partitions, time)).as("seed %d", seed)
                .isEqualTo(before);
    }

    @Test
    void aReportOfMoreThanItTellsTellsNothing() {
        try (var books = new Books(directory, OveragePolicy.BLOCK)) {
            books.grant("ann", 1_000);
            books.adjust("ann", 5);
            books.catchUp();
            var time = new ReportTime(BEGIN, end(books), Step.DAY);
            Owner ann = Owner.of(Books.customer("ann"));

            assertThat(books.reads().creditReports().report(ann, time, books.stores.partitions(), 2).tooLarge())
                    .isFalse();
            assertThat(books.reads().creditReports().report(ann, time, books.stores.partitions(), 1))
                    .isEqualTo(CreditReportPart.ofTooMuch());
        }
    }

    private static LocalDate end(Books books) {
        return books.now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
    }

    private static CreditReportPart report(Books books, String customer, LocalDate from, LocalDate to, Step step) {
        return report(books, Owner.of(Books.customer(customer)),
                Set.of(Books.partitionOf(Books.customer(customer))), ReportTime.covering(from, to, step));
    }

    private static CreditReportPart report(Books books, Owner owner, Set<Integer> partitions, ReportTime time) {
        return books.reads().creditReports().report(owner, time, partitions);
    }

    /** From the beginning to now. */
    private static Map<CreditGroup, CreditSums> all(Books books, String customer) {
        CreditReportPart part = report(books, customer, end(books), end(books).plusDays(1), Step.DAY);
        assertThat(part.buckets()).isEmpty();
        return part.before();
    }

    private static CreditSums total(Map<CreditGroup, CreditSums> groups) {
        return groups.values().stream().reduce(CreditSums.ZERO, CreditSums::plus);
    }

    private static BigInteger outstanding(Map<CreditGroup, CreditSums> groups) {
        return total(groups).outstanding();
    }
}
