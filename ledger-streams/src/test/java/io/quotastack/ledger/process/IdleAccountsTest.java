package io.quotastack.ledger.process;

import static io.quotastack.ledger.process.LedgerDriver.ACME;
import static io.quotastack.ledger.process.LedgerDriver.ENVIRONMENT;
import static io.quotastack.ledger.process.LedgerDriver.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.events.CustomerEvent;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.schemas.topic.Topics;

/** What falls due for an account that gets no command is written all the same (CONTRACT 3). */
class IdleAccountsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

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
    void writesWhatFallsDueOfAnAccountThatGetsNoCommand() {
        ledger.send("c1", expiringIn(60));
        ledger.send("c2", reserve(30));
        lookAndDecide(START.plusSeconds(30));
        lookAndDecide(START.plusSeconds(60));

        assertThat(ledger.entryTypes()).containsExactly("grant", "reserve", "reserve_expired", "expire");
        assertThat(ledger.read(Topics.CUSTOMER_EVENTS, CustomerEvent.class)).extracting(CustomerEvent::getType)
                .contains("reservation.expired", "credit.expired", "credit.depleted");
    }

    @Test
    void sendsNothingBeforeAnythingIsDue() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60).minusMillis(1);
        ledger.ticker.look();

        assertThat(ledger.ticks).isEmpty();
    }

    @Test
    void sleepsUntilTheNextTimerIsDueButNoLongerThanASecond() {
        assertThat(ledger.ticker.look()).isEqualTo(SECOND);

        ledger.send("c1", expiringIn(60));
        assertThat(ledger.ticker.look()).isEqualTo(SECOND);
        ledger.now = START.plusSeconds(60).minusMillis(300);
        assertThat(ledger.ticker.look()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void looksTenTimesASecondWhileATickIsOnItsWay() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        Duration again = ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(1);
        assertThat(again).isEqualTo(Duration.ofMillis(100));

        ledger.decideTicks(ledger.now);
        assertThat(ledger.ticker.look()).isEqualTo(SECOND);
    }

    @Test
    void namesATickByTheCustomerAndTheInstant() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(75);
        ledger.ticker.look();

        assertThat(ledger.ticks).extracting(CommandEnvelope::commandId).containsExactly(
                "tick_" + ACME.key().customerId() + "_" + START.plusSeconds(60).toEpochMilli());
    }

    @Test
    void doesNotRepeatATickOnItsWayButALostOne() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        ledger.ticker.look();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(1);

        ledger.nanos += SECOND.toNanos();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(2);
    }

    @Test
    void doesNotRepeatATickThatStandsUndecidedInTheLogHoweverLong() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        ledger.ticksDurable = true;
        ledger.ticker.look();
        ledger.nanos += Duration.ofMinutes(1).toNanos();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(1);

        ledger.decideTicks(START);
        ledger.ticker.look();
        assertThat(ledger.ticks).as("decided before its time by the broker's clock").hasSize(1);
    }

    @Test
    void changesNothingWhenATickComesTwice() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        ledger.ticker.look();
        ledger.ticks.add(ledger.ticks.getFirst());
        ledger.decideTicks(ledger.now);

        assertThat(ledger.entryTypes()).containsExactly("grant", "expire");
    }

    @Test
    void waitsForTheBrokersClockInsteadOfAskingItAgainAndAgain() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        ledger.ticker.look();
        ledger.decideTicks(START.plusSeconds(50));
        ledger.ticker.look();
        assertThat(ledger.ticks).as("booked nothing, so another is of no use yet").isEmpty();

        ledger.nanos += SECOND.toNanos();
        lookAndDecide(ledger.now);
        assertThat(ledger.entryTypes()).containsExactly("grant", "expire");
    }

    @Test
    void isSilentWhileItsClockIsBack() {
        ledger.send("c1", expiringIn(60));
        lookAndDecide(START.plusSeconds(60));
        ledger.sendAt(START.plusSeconds(60), "c2", expiringIn(60));
        for (int i = 0; i < 10; i++) {
            ledger.now = START;
            ledger.nanos += SECOND.toNanos();
            ledger.ticker.look();
        }
        assertThat(ledger.ticks).isEmpty();

        lookAndDecide(START.plusSeconds(120));
        assertThat(ledger.entryTypes()).containsExactly("grant", "expire", "grant", "expire");
    }

    @Test
    void goesOnAtOnceWhereMoreIsDueThanOneTickBooks() {
        int blocks = 1_200;
        for (int i = 0; i < blocks; i++) {
            ledger.send("c" + i, expiringIn(60));
        }
        for (int tick = 0; tick < 3; tick++) {
            lookAndDecide(START.plusSeconds(60));
        }

        assertThat(ledger.entryTypes()).filteredOn("expire"::equals).hasSize(blocks);
        assertThat(ledger.account().nextScheduledAt()).isEqualTo(Instant.MAX);
        ledger.ticker.look();
        assertThat(ledger.ticks).isEmpty();
    }

    @Test
    void keepsABoundedNumberInFlight() {
        for (int i = 0; i < 25; i++) {
            ledger.sendAt(START, new CommandEnvelope("c" + i, CustomerRef.byExternalId(ENVIRONMENT, "customer-" + i),
                    Optional.empty(), 1, expiringIn(60)));
        }
        ledger.now = START.plusSeconds(60);
        ledger.mostTicks = 10;
        ledger.ticker.look();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(10);

        ledger.decideTicks(ledger.now);
        ledger.ticker.look();
        ledger.decideTicks(ledger.now);
        ledger.ticker.look();
        ledger.decideTicks(ledger.now);
        assertThat(ledger.entryTypes()).filteredOn("expire"::equals).hasSize(25);
    }

    @Test
    void forgetsWhatIsBookedByACommandOrNotDueAnyMore() {
        ledger.send("c1", expiringIn(600));
        ledger.send("c2", reserve(60));
        long reservation = ledger.account().version();
        ledger.send("c3", new Command.CommitReservation(reservation, new Command.Actual.Credits(5)));
        lookAndDecide(START.plusSeconds(60));

        assertThat(ledger.entryTypes()).containsExactly("grant", "reserve", "commit");
        assertThat(ledger.account().nextScheduledAt()).as("corrected by the tick").isEqualTo(START.plusSeconds(600));
    }

    @Test
    void leavesATickThatCannotBeDecidedAloneForAMinute() {
        ledger.send("c1", expiringIn(60));
        ledger.now = START.plusSeconds(60);
        ledger.ticker.look();
        ledger.ticker.broke(ACME.key());
        ledger.nanos += SECOND.toNanos();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(1);

        ledger.nanos += Duration.ofMinutes(1).toNanos();
        ledger.ticker.look();
        assertThat(ledger.ticks).hasSize(2);
    }

    @Test
    void sendsNoneForAShardThatIsNotHere() {
        ledger.send("c1", expiringIn(60));
        ledger.shards.ofPartition(0).ifPresent(shard -> ledger.shards.close(0, shard));
        ledger.now = START.plusSeconds(60);
        ledger.ticker.look();

        assertThat(ledger.ticks).isEmpty();
    }

    @Test
    void answersAReservationFromItsMakingToItsEnd() {
        ledger.send("c1", expiringIn(600));
        CompletableFuture<Answer> reserved = ledger.submit("c2", reserve(60), Optional.empty());
        CompletableFuture<Answer> committed = ledger.submit("c3",
                new Command.CommitReservation(2, new Command.Actual.Credits(7)), Optional.empty());
        CompletableFuture<Answer> again = ledger.submit("c4",
                new Command.ReleaseReservation(2, Optional.empty()), Optional.empty());

        assertThat(((Answer.Finished) reserved.join()).reply().status()).isEqualTo(201);
        assertThat(((Answer.Finished) committed.join()).reply().status()).isEqualTo(200);
        assertThat(((Answer.Finished) again.join()).reply().status()).isEqualTo(409);
    }

    /** One look of the ticker, and what it sent decided, at one instant of both clocks. */
    private void lookAndDecide(Instant at) {
        ledger.now = at;
        ledger.ticker.look();
        ledger.decideTicks(at);
    }

    private static Command expiringIn(long seconds) {
        return new Command.GrantCredits(100, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                new Command.Expiry(Optional.empty(), OptionalLong.of(seconds)), Optional.empty(), Optional.empty(),
                Map.of());
    }

    private static Command reserve(long seconds) {
        return new Command.Reserve(new Command.ReserveFor.Credits(10), Duration.ofSeconds(seconds), Map.of());
    }
}
