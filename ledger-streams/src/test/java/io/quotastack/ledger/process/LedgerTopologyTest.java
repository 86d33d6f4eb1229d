package io.quotastack.ledger.process;

import static io.quotastack.ledger.process.LedgerDriver.ACME;
import static io.quotastack.ledger.process.LedgerDriver.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.UsageOutcome;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.state.DecidedWith;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.view.CreditsWrittenView;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.app.UnrecoverableException;
import io.quotastack.platform.commit.CommittedForTest;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;

/** The way of a command through the ledger's topology, without a broker. */
class LedgerTopologyTest {

    @TempDir
    private Path stateDirectory;
    private LedgerDriver ledger;

    @BeforeEach
    void start() {
        ledger = new LedgerDriver(stateDirectory);
    }

    @AfterEach
    void stop() {
        ledger.close();
    }

    @Test
    void booksAGrantAndTellsOfIt() {
        ledger.send("c1", grant(1_000));

        List<LedgerEntry> entries = ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class);
        assertThat(entries).extracting(LedgerEntry::getType).containsExactly("grant");
        assertThat(entries.getFirst().getExternalCustomerId()).isEqualTo("acme");
        assertThat(entries.getFirst().getRecordedAt()).isEqualTo(START);
        assertThat(ledger.read(Topics.CUSTOMER_EVENTS, CustomerEvent.class)).extracting(CustomerEvent::getType)
                .containsExactly("credit.granted");
        assertThat(ledger.read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).isEmpty();
        assertThat(ledger.account().balance()).isEqualTo(1_000);
    }

    @Test
    void reportsUsageThatNobodyWaitsFor() {
        ledger.send("c1", grant(1_000));
        ledger.send("c2", usage("e1", 3, true));
        ledger.send("c3", usage("e2", 300, true));

        assertThat(ledger.read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).extracting(UsageOutcome::getStatus)
                .containsExactly("charged", "refused");
        assertThat(ledger.account().balance()).isEqualTo(970);
    }

    @Test
    void countsAcceptedUsageThatIsRefusedOnceThatIsCommitted() {
        ledger.send("c1", usage("e1", 300, true));
        ledger.send("c1", usage("e1", 300, true));
        ledger.send("c2", usage("e2", 300, false));
        assertThat(ledger.refusedUsage).isEmpty();

        CommittedForTest.now();

        assertThat(ledger.refusedUsage).containsExactly(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void chargesAnEventOnceHoweverOftenItComes() {
        ledger.send("c1", grant(1_000));
        ledger.send("c2", usage("e1", 3, true));
        ledger.send("c2", usage("e1", 3, true));
        ledger.send("c3", usage("e1", 3, false));

        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).hasSize(2);
        assertThat(ledger.account().balance()).isEqualTo(970);
    }

    @Test
    void replaysTheKeptAnswerByteForByte() {
        var adjustment = new Command.AdjustCredits(1_000, "goodwill");
        CompletableFuture<Answer> first = ledger.submit("c1", adjustment, Optional.of(key("k")));
        CompletableFuture<Answer> again = ledger.submit("c2", adjustment, Optional.of(key("k")));

        var answered = (Answer.Finished) first.join();
        var replayed = (Answer.Finished) again.join();
        assertThat(replayed.reply().body()).isEqualTo(answered.reply().body());
        assertThat(answered.reply().replayed()).isFalse();
        assertThat(replayed.reply().replayed()).isTrue();
        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).hasSize(1);
    }

    @Test
    void replaysAGrantFromItsEntry() {
        CompletableFuture<Answer> first = ledger.submit("c1", grant(1_000), Optional.of(key("k")));
        CompletableFuture<Answer> again = ledger.submit("c2", grant(1_000), Optional.of(key("k")));

        List<LedgerEntry> booked = ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class);
        assertThat(again.join()).isEqualTo(new Answer.Granted(ACME.key(), 1));
        assertThat(((Answer.Finished) first.join()).reply().body())
                .isEqualTo(Json.bytes(
                        CreditsWrittenView.ofGrants(booked.stream().map(EntryCodec::fromAvro).toList(), "acme")));
        assertThat(booked).hasSize(1);
    }

    @Test
    void leavesNothingOfARefusedCallerThatIsNoCustomer() {
        CompletableFuture<Answer> answer = ledger.submit("c1", usage("e1", 3, false), Optional.of(key("e1")));

        assertThat(((Answer.Finished) answer.join()).reply().status()).isEqualTo(402);
        Optional<Customer> customer = ledger.shards.of(ACME.key()).read(ACME.key(), AccountState::customer);
        assertThat(customer).isEmpty();
        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).isEmpty();
    }

    @Test
    void setsAsideWhatIsNoCommandAndGoesOn() {
        byte[] poison = "not a command".getBytes(UTF_8);
        ledger.pipe(ACME.key().toString().getBytes(UTF_8), poison, START);
        ledger.pipe("not a customer".getBytes(UTF_8),
                CommandCodec.write(new CommandEnvelope("c1", ACME, Optional.empty(), 1, grant(1))), START);
        ledger.send("c2", grant(1_000));

        List<TestRecord<String, byte[]>> deadLetters = ledger.deadLetters();
        assertThat(deadLetters).extracting(TestRecord::value).startsWith(poison);
        assertThat(deadLetters).hasSize(2);
        assertThat(deadLetters.getFirst().headers().lastHeader("quotastack-source-offset").value())
                .isEqualTo("0".getBytes(UTF_8));
        assertThat(ledger.account().balance()).isEqualTo(1_000);
    }

    @Test
    void answersWhenItHasDecidedAndBeforeTheCommit() {
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c1");

        ledger.send("c1", grant(1_000));

        assertThat(answer).isDone();
    }

    /** Another node may have taken over by then, and answer reads without the command. */
    @Test
    void beyondItsSessionItAnswersOnlyAfterTheCommit() {
        ledger.close();
        ledger = new LedgerDriver(stateDirectory, new LogPosition(0, 0), 0,
                new SessionLease(Duration.ofSeconds(6), () -> 0));
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c1");

        ledger.send("c1", grant(1_000));

        assertThat(answer).isNotDone();
        CommittedForTest.now();
        assertThat(answer).isDone();
    }

    @Test
    void aCommandThatBreaksTheCoreIsAnsweredOnlyAfterTheCommit() {
        ledger.send("c1", new Command.CreateSubscription(LedgerDriver.PREPAID, Optional.empty(), Optional.empty(),
                Map.of()));
        ledger.configs = version -> Config.EMPTY; // without the terms that the subscription is on
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c2");

        ledger.sendAt(START, new CommandEnvelope("c2", ACME, Optional.empty(), 2,
                new Command.CancelSubscription(1, false)));

        assertThat(answer).isNotDone();
        CommittedForTest.now();
        assertThat(((Answer.Finished) answer.join()).reply().status()).isEqualTo(500);
        assertThat(ledger.deadLetters()).hasSize(1);
    }

    @Test
    void decidesWithTheLatestConfigurationThatAnyCommandUpToThereNamed() {
        List<Long> asked = new ArrayList<>();
        Config config = ledger.configs.apply(1);
        ledger.configs = version -> {
            asked.add(version);
            return config;
        };

        for (long named : List.of(3L, 5L, 4L, 5L, 1L, 6L)) {
            ledger.sendAt(START, new CommandEnvelope("c" + asked.size(), ACME, Optional.empty(), named, grant(1)));
        }

        assertThat(asked).containsExactly(3L, 5L, 5L, 5L, 5L, 6L);
        assertThat(new Shard(ledger.store()).decidedWith())
                .contains(new DecidedWith(CommandDecider.VERSION, 6));
    }

    /** One row for all commands of a transaction, whatever became of them. */
    @Test
    void theStateSaysWithEachCommitUpToWhereCommandsAreDecided() {
        var shard = new Shard(ledger.store());
        ledger.send("c1", grant(1_000));
        ledger.pipe(ACME.key().toString().getBytes(UTF_8), "no command".getBytes(UTF_8), START);
        assertThat(shard.decidedEnd()).isEmpty();

        CommittedForTest.now();
        assertThat(shard.decidedEnd()).hasValue(2);

        ledger.send("c2", grant(1_000));
        ledger.send("c3", grant(1_000));
        assertThat(shard.decidedEnd()).hasValue(2);
        CommittedForTest.now();
        assertThat(shard.decidedEnd()).hasValue(4);
    }

    /** A version that decides otherwise may be one that does not say how far it decided. */
    @Test
    void theStateSaysNothingOfThatWhereAnotherVersionDecidedSince() {
        var shard = new Shard(ledger.store());
        ledger.send("c1", grant(1_000));
        CommittedForTest.now();

        shard.write(new DecidedWith(CommandDecider.VERSION - 1, 1));

        assertThat(shard.decidedEnd()).isEmpty();
    }

    @Test
    void nobodyReadsBeforeAllIsDecidedThatWasInTheLogWhenTheTaskTookOver() {
        ledger.close();
        ledger = new LedgerDriver(stateDirectory, new LogPosition(0, 2));
        ledger.send("c1", grant(1_000));

        assertThatThrownBy(ledger::account).isInstanceOf(ShardMovedException.class);
        ledger.send("c2", grant(1_000));
        assertThat(ledger.account().balance()).isEqualTo(2_000);
    }

    @Test
    void whatAnotherVersionMayHaveAnsweredIsNotDecidedByThisOne() {
        var other = new DecidedWith(CommandDecider.VERSION + 1, 1);
        var ours = new DecidedWith(CommandDecider.VERSION, 1);

        assertThatThrownBy(() -> new LogPosition(7, 9).checkDecider(3, other))
                .isInstanceOf(UnrecoverableException.class).hasMessageContaining("partition 3")
                .hasMessageContaining("from offset 7 to 9").hasMessageContaining("stop by SIGTERM");
        assertThatNoException().isThrownBy(() -> new LogPosition(9, 9).checkDecider(3, other));
        assertThatNoException().isThrownBy(() -> new LogPosition(7, 9).checkDecider(3, ours));
    }

    @Test
    void aCommandOfALaterFormatStopsTheTaskAndIsNotSetAside() {
        byte[] later = CommandCodec.write(new CommandEnvelope("c1", ACME, Optional.empty(), 1, grant(1)));
        later[0]++;
        ledger.send("c0", grant(1_000));

        Throwable stopped = catchThrowable(
                () -> ledger.pipe(ACME.key().toString().getBytes(UTF_8), later, START));

        assertThat(stopped).hasRootCauseInstanceOf(UnknownFormatException.class).rootCause()
                .hasMessageStartingWith(
                        "the record at offset 1 of commands cannot be read: a CommandRecord has format " + later[0]);
        assertThat(ledger.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, e2, an account", "c, e2, a customer", "t, e2, a block balance", "m, e2, a tier counter",
        "u, e1, a charged event"})
    void aRowThatCannotBeReadStopsTheTaskAndIsNamed(char kind, String eventId, String inWords) {
        ledger.close();
        ledger = new LedgerDriver(stateDirectory, new LogPosition(0, 0), 0);
        ledger.send("c1", grant(1_000));
        ledger.send("c2", usage("e1", 3, true));
        KeyValue<Bytes, byte[]> row = ledger.rowOfKind(kind);
        byte[] ofALaterFormat = row.value.clone();
        ofALaterFormat[0]++;
        ledger.store().put(row.key, ofALaterFormat);
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c3");

        Throwable stopped = catchThrowable(() -> ledger.send("c3", usage(eventId, 3, true)));

        assertThat(Stream.iterate(stopped, Throwable::getCause).takeWhile(Objects::nonNull)
                .filter(UnreadableRowException.class::isInstance).findFirst().orElseThrow())
                .hasMessageContaining("the row of " + inWords + " of " + ACME.key() + ",")
                .hasMessageContaining(HexFormat.of().formatHex(row.key.get()));
        assertThat(ledger.deadLetters()).isEmpty();
        assertThat(answer).isNotDone();
    }

    @Test
    void booksWhatIsDueBeforeACommandOfTheSameCustomer() {
        ledger.send("c1", new Command.GrantCredits(500, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                new Command.Expiry(Optional.of(START.plusSeconds(60)), OptionalLong.empty()),
                Optional.empty(), Optional.empty(), Map.of()));
        ledger.sendAt(START.plusSeconds(60), "c2", grant(1_000));

        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).extracting(LedgerEntry::getType)
                .containsExactly("grant", "expire", "grant");
        assertThat(ledger.account().balance()).isEqualTo(1_000);
    }

    /** A hundred credits a day for ten years are far more than one decision books. */
    @Test
    void anAcceptedEventWaitsForTicksAndItsCallerIsAnsweredWhenItIsDecided() {
        Instant later = START.plus(Duration.ofDays(3_650));
        ledger.send("c1", new Command.CreateSubscription(LedgerDriver.POSTPAID, Optional.empty(), Optional.empty(),
                Map.of()));
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c2");
        ledger.sendAt(later, "c2", usage("e1", 3, true));
        CommittedForTest.now();
        assertThat(answer).as("it waits").isNotDone();
        assertThat(ledger.read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).isEmpty();

        ledger.now = later;
        int ticks = 0;
        while (!answer.isDone()) {
            assertThat(++ticks).as("each tick leaves less").isLessThan(30);
            ledger.ticker.look();
            assertThat(ledger.ticks).as("the next follows").hasSize(1);
            ledger.decideTicks(later);
            CommittedForTest.now();
        }

        assertThat(ledger.read(Topics.USAGE_OUTCOMES, UsageOutcome.class)).extracting(UsageOutcome::getStatus)
                .containsExactly("charged");
        assertThat(ledger.account().balance()).isEqualTo(100 - 30);
        ledger.ticker.look();
        assertThat(ledger.ticks).as("nothing is left to do").isEmpty();
    }

    @Test
    void aCallerOfAnAccountThatIsFarBehindIsToldSoAndMayComeAgainUnderItsKey() {
        ledger.send("c1", new Command.CreateSubscription(LedgerDriver.POSTPAID, Optional.empty(), Optional.empty(),
                Map.of()));
        Instant later = START.plus(Duration.ofDays(3_650));
        CompletableFuture<Answer> answer = ledger.pendingCalls.await("c2");
        ledger.sendAt(later, new CommandEnvelope("c2", LedgerDriver.ACME, Optional.of(key("k")), 1, grant(5)));
        CommittedForTest.now();

        assertThat(answer).isCompletedWithValueMatching(
                refused -> refused instanceof Answer.Finished(Reply reply) && reply.status() == 503);
        ledger.now = later;
        ledger.ticker.look();
        while (!ledger.ticks.isEmpty()) {
            ledger.decideTicks(later);
            ledger.ticker.look();
        }
        ledger.sendAt(later, new CommandEnvelope("c3", LedgerDriver.ACME, Optional.of(key("k")), 1, grant(5)));
        assertThat(ledger.account().balance()).isEqualTo(105);
    }

    @Test
    void forgetsAnswersSometimeAfterTheirDay() {
        CompletableFuture<Answer> unused = ledger.submit("c1", grant(1_000), Optional.of(key("k")));
        for (int i = 0; i < 1_024; i++) {
            ledger.sendAt(START.plus(Duration.ofHours(25)), "g" + i, grant(1));
        }

        assertThat(kept("k")).isEmpty();
    }

    @Test
    void forgetsAnswersByTheTimeOfRecordsWhateverTheNodesClockSays() {
        CompletableFuture<Answer> unused = ledger.submit("c1", grant(1_000), Optional.of(key("k")));
        ledger.driver.advanceWallClockTime(Duration.ofHours(25));

        assertThat(kept("k")).isPresent();
    }

    @Test
    void forgetsAnswersFasterThanItMakesThem() {
        for (int i = 0; i < 2_000; i++) {
            ledger.sendAt(START, keyed("old-" + i, grant(1)));
        }
        for (int i = 0; i < 1_000; i++) {
            ledger.sendAt(START.plus(Duration.ofHours(25)), keyed("new-" + i, grant(1)));
        }

        assertThat(IntStream.range(0, 2_000).filter(i -> kept("old-" + i).isPresent())).isEmpty();
        assertThat(IntStream.range(0, 1_000)).allMatch(i -> kept("new-" + i).isPresent());
    }

    private static CommandEnvelope keyed(String key, Command command) {
        return new CommandEnvelope("c-" + key, ACME, Optional.of(key(key)), 1, command);
    }

    private Optional<AnswerMark> kept(String key) {
        return ledger.shards.of(ACME.key()).read(ACME.key(), state -> state.answer(AnswerKey.ofRequest(key)));
    }

    @Test
    void knowsHowFarTheLogIsDecided() {
        ledger.send("c1", grant(1));
        ledger.send("c2", grant(1));

        assertThat(ledger.decided.decidedEnd(0)).isEqualTo(2);
    }

    private static Command grant(long credits) {
        return new Command.GrantCredits(credits, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                Command.Expiry.NEVER, Optional.empty(), Optional.empty(), Map.of());
    }

    private static Command usage(String eventId, long units, boolean accepted) {
        return new Command.RecordUsage(new UsageEvent(eventId, "calls", units, Optional.empty(), Map.of()),
                Optional.empty(), accepted, Optional.empty());
    }

    private static Idempotency key(String key) {
        return new Idempotency(key, "fingerprint", "/v1/somewhere");
    }
}
