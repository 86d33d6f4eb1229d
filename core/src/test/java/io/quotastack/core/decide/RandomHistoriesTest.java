package io.quotastack.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Price;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.scenario.BlockFlows;
import io.quotastack.core.scenario.InMemoryAccount.Folded;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;

/**
 * Goal: what the contract promises of every ledger holds in ledgers nobody thought of. Method: random commands at random
 * times; each decision is held against an account folded from the entries alone (the auditor of every scenario), and
 * here against sums, repetitions and a twin that processes what is due at other moments.
 */
class RandomHistoriesTest {

    private static final int HISTORIES = 100;
    private static final int COMMANDS = 200;

    private final RandomHistories histories;

    RandomHistoriesTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void creditsAreConserved() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                scenario.at(commands.timeAfter(scenario.now())).decide(commands.next(scenario));
            }
            BlockFlows.of(scenario.history().entries()).expect(scenario.state().folded());
        });
    }

    /** Whoever spends, holds, commits or lets time pass: what is held and what is spent was there. */
    @Test
    void underBlockNothingIsHeldOrSpentBeyondWhatIsThere() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = commands.next(scenario);
                if (command.command() instanceof Command.UpdateCustomer
                        || (command.command() instanceof Command.RefundTopUp refund && refund.clawBack())) {
                    continue;
                }
                scenario.at(commands.timeAfter(scenario.now())).decide(command);
                assertThat(scenario.figures().effective()).as("what is free").isGreaterThanOrEqualTo(0);
                assertThat(scenario.figures().overage()).isZero();
            }
        });
    }

    @Test
    void aDuplicateChangesNothingAndGetsTheSameAnswer() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = commands.next(scenario);
                scenario.at(commands.timeAfter(scenario.now())).decide(command);
                Outcome first = scenario.last().outcome();
                Folded before = scenario.state().folded();
                if (repeatable(scenario)) {
                    scenario.decide(command).expectNothingChanged();
                    assertThat(scenario.last().outcome()).matches(again -> sameAnswer(first, again));
                    assertThat(scenario.state().folded()).isEqualTo(before);
                }
            }
        });
    }

    /** 5xx leave nothing. */
    private static boolean repeatable(Scenario scenario) {
        return scenario.last().rowsKept() > 0 || scenario.last().outcome() instanceof Outcome.UsageCharged;
    }

    private static boolean sameAnswer(Outcome first, Outcome again) {
        return switch (again) {
            case Outcome.UsageChargedBefore(long sequence) -> first instanceof Outcome.UsageCharged(LedgerEntry entry)
                    && entry.sequence() == sequence;
            case Outcome.AnsweredBefore answered -> !(first instanceof Outcome.UsageCharged);
            case Outcome.TakenInBefore before -> first instanceof Outcome.Refused;
            case Outcome.UsageCharged charged -> false;
            case Outcome.UsageRetried retried -> false;
            case Outcome.CreditsWritten written -> false;
            case Outcome.GrantedBefore granted -> false;
            case Outcome.TransferUnderWay underWay -> false;
            case Outcome.Transferred transferred -> false;
            case Outcome.TransferHeard heard -> false;
            case Outcome.TopUpRefunded refunded -> false;
            case Outcome.Reserved reserved -> false;
            case Outcome.ReservationEnded ended -> false;
            case Outcome.ReservationExtended extended -> false;
            case Outcome.ReservationsReleased released -> false;
            case Outcome.SubscriptionWritten written -> false;
            case Outcome.TestClockMoved moved -> false;
            case Outcome.UsageWaits waits -> false;
            case Outcome.TimePassed passed -> false;
            case Outcome.CustomerCreated created -> false;
            case Outcome.CustomerExists exists -> false;
            case Outcome.CustomerUpdated updated -> false;
            case Outcome.Refused refused -> false;
        };
    }

    /** The intake may be killed whenever it likes, and takes in again what it had not noted. */
    @Test
    void whatIsTakenInAgainLeavesTheLedgerAsItIsToTheLastHash() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario once = commands.given();
            Scenario again = commands.given();
            var taken = new ArrayList<Taken>();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = commands.next(once);
                Instant time = commands.timeAfter(once.now());
                once.at(time).decide(command);
                again.at(time).decide(command);
                assertThat(again.last()).isEqualTo(once.last());
                if (command.command() instanceof RecordUsage usage && usage.accepted()) {
                    taken.add(new Taken(command, time));
                }
                taken.removeIf(old -> !time.isBefore(old.at().plus(CommandDecider.ACCEPTED_REFUSAL_KEPT)));
                for (int before = random.nextInt(8); before < Math.min(taken.size(), 4); before++) {
                    again.decide(taken.get(taken.size() - 1 - before).command()).expectNothingChanged();
                    assertThat(again.last().usageReport()).isEmpty();
                }
            }
        });
    }

    private record Taken(CommandEnvelope command, Instant at) {}

    /**
     * The twin processes what is due at further moments, by commands that do nothing else; its ledger says the same.
     * Time goes forward only, since each further moment is one behind which the twin does not go back.
     */
    @Test
    void dueProcessingEarlierOrLaterChangesNothing() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario lazy = commands.given();
            Scenario eager = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                Instant next = latest(lazy.now(), commands.timeAfter(lazy.now()));
                processDueBefore(next, lazy, eager, random);
                CommandEnvelope command = commands.next(lazy);
                lazy.at(next).decide(command);
                eager.at(next).decide(command);
                assertThat(read(eager, next)).isEqualTo(read(lazy, next));
            }
            lazy.decide(processingDue(lazy));
            eager.decide(processingDue(eager));
            assertThat(eager.state().folded().withoutLedger()).isEqualTo(lazy.state().folded().withoutLedger());
            assertThat(said(eager.history().entries())).isEqualTo(said(lazy.history().entries()));
            assertThat(told(eager.history().events())).isEqualTo(told(lazy.history().events()));
        });
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** In between both are read as well: projected in the one, booked in the other. */
    private static void processDueBefore(Instant next, Scenario lazy, Scenario eager, Random random) {
        if (eager.state().account().isEmpty() || !next.isAfter(lazy.now())) {
            return;
        }
        Instant between = lazy.now().plusMillis(random.nextLong(Duration.between(lazy.now(), next).toMillis()));
        eager.at(between).decide(processingDue(eager));
        Folded stored = lazy.state().folded();

        AccountState read = ProjectedAccount.at(lazy.account(), between, lazy.environmentConfig());

        assertThat(balancesAndBlockBalances(read)).isEqualTo(balancesAndBlockBalances(eager.state()));
        assertThat(read.account().map(Account::ledgerHash)).as("what is not written has no place in the ledger")
                .isEqualTo(lazy.account().account().map(Account::ledgerHash));
        assertThat(lazy.state().folded()).as("a read writes nothing").isEqualTo(stored);
    }

    /** Does nothing but what every decision does first. */
    private static CommandEnvelope processingDue(Scenario scenario) {
        return scenario.keyless(new Command.Tick());
    }

    private static List<Object> read(Scenario scenario, Instant now) {
        return balancesAndBlockBalances(ProjectedAccount.at(scenario.account(), now, scenario.environmentConfig()));
    }

    private static List<Object> balancesAndBlockBalances(AccountState state) {
        Account account = state.account().orElse(Account.EMPTY);
        return List.of(account.balance(), account.overage(), account.lifetimeEarned(), account.lifetimeConsumed(),
                account.unspentBlocks(), account.reserved(), account.openReservations(), blockBalances(state),
                reservations(state));
    }

    private static List<Reservation> reservations(AccountState state) {
        var reservations = new ArrayList<Reservation>();
        state.visitReservations(reservations::add);
        return reservations;
    }

    private static SortedMap<BurnOrder, BlockBalance> blockBalances(AccountState state) {
        var blockBalances = new TreeMap<BurnOrder, BlockBalance>();
        state.visitBurnDown(burnable -> {
            blockBalances.put(burnable.order(), burnable.blockBalance());
            return true;
        });
        return blockBalances;
    }

    /** All but whose command wrote it, and when it was recorded. */
    private static List<List<Object>> said(List<LedgerEntry> entries) {
        return entries.stream().map(entry -> List.<Object>of(entry.sequence(), entry.type(), entry.delta(),
                entry.after().balance(), entry.allocations(), entry.repaid(), entry.usage(), entry.metadata(),
                entry.occurredAt(), entry.context())).toList();
    }

    private static List<List<Object>> told(List<CustomerEvent> events) {
        return events.stream().map(event -> List.<Object>of(event.sequence(), event.type(), event.timestamp()))
                .toList();
    }

    @Test
    void theSameCommandsMakeTheSameLedgerToTheLastHash() {
        histories.check(HISTORIES / 5, random -> {
            var commands = new RandomCommands(random);
            Scenario first = commands.given();
            Scenario again = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = commands.next(first);
                Instant time = commands.timeAfter(first.now());
                first.at(time).decide(command);
                again.at(time).decide(command);
                assertThat(again.last()).isEqualTo(first.last());
            }
        });
    }

    /** Prices of histories are small; here every cost, grant and refund is so large that sums are at their limits. */
    @Test
    void atTheLimitsOfInt64AmountsAreRefusedAndNeverWrapped() {
        histories.check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS / 2; i++) {
                long huge = Long.MAX_VALUE / (1 + random.nextInt(4)) - random.nextInt(3);
                scenario.metric("unit", new Price.PerUnit(huge)).metric("flat", new Price.Flat(huge));
                scenario.at(commands.timeAfter(scenario.now())).decide(switch (random.nextInt(4)) {
                    case 0 -> scenario.keyed("huge-" + i, new Command.AdjustCredits(huge, "a reason"));
                    case 1 -> scenario.keyed("huge-" + i, new Command.AdjustCredits(-huge, "a reason"));
                    default -> commands.next(scenario);
                });
            }
        });
    }

    /** What a debit takes is what a sorted list of the blocks in effect would give, first to last. */
    @Test
    void burnsInTheOneOrderThereIs() {
        histories.check(HISTORIES / 5, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                Instant time = commands.timeAfter(scenario.now());
                scenario.at(time).decide(processingDue(scenario));
                SortedMap<BurnOrder, BlockBalance> before = blockBalances(scenario.state());
                var usage = new UsageEvent("burn-" + i, "unit", commands.units(), Optional.empty(), Map.of());
                scenario.use(usage);
                scenario.last().entries().stream().filter(entry -> entry.type() == EntryType.USAGE)
                        .forEach(entry -> assertThat(blocksOf(entry))
                                .isEqualTo(firstOf(before, -entry.delta())));
                scenario.decide(commands.next(scenario));
            }
        });
    }

    private static List<List<Long>> blocksOf(LedgerEntry entry) {
        return entry.allocations().stream().filter(share -> share.block().isPresent())
                .map(share -> List.of(share.block().getAsLong(), share.amount())).toList();
    }

    private static List<List<Long>> firstOf(SortedMap<BurnOrder, BlockBalance> blockBalances, long amount) {
        var taken = new ArrayList<List<Long>>();
        long left = amount;
        for (Map.Entry<BurnOrder, BlockBalance> blockBalance : blockBalances.entrySet()) {
            long share = Math.min(left, blockBalance.getValue().free());
            if (share > 0) {
                taken.add(List.of(blockBalance.getKey().ordinal(), share));
                left -= share;
            }
        }
        return taken;
    }
}
