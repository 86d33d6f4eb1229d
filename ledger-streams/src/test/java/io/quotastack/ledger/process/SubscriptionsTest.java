package io.quotastack.ledger.process;

import static io.quotastack.ledger.process.LedgerDriver.ACME;
import static io.quotastack.ledger.process.LedgerDriver.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;

/** Subscriptions and test clocks on their way through the topology, moved on by ticks (CONTRACT 9). */
class SubscriptionsTest {

    private static final Instant PERIOD_END = Instant.parse("2026-04-01T12:00:00Z");
    private static final Instant GRACE_END = Instant.parse("2026-04-04T12:00:00Z");

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
    void aSubscriptionNobodyRenewsLivesAndEndsByTicks() throws IOException {
        CompletableFuture<Answer> made = ledger.submit("c1", create(LedgerDriver.PREPAID), Optional.empty());
        lookAndDecide(Instant.parse("2026-03-29T12:00:00Z"));
        lookAndDecide(PERIOD_END);
        lookAndDecide(GRACE_END);

        assertThat(json(made, 201).get("status").textValue()).isEqualTo("active");
        List<SubscriptionChange> changes = ledger.read(Topics.SUBSCRIPTION_CHANGES, SubscriptionChange.class);
        assertThat(changes).extracting(SubscriptionChange::getType).containsExactly("subscription.created",
                "subscription.activated", "subscription.renewal_due", "subscription.overdue",
                "subscription.expired");
        assertThat(changes).extracting(SubscriptionChange::getCause).containsExactly("c1", "c1", "time", "time",
                "time");
        assertThat(changes.get(3).getOccurredAt()).isEqualTo(PERIOD_END);
        assertThat(changes.get(3).getMovedEnds()).singleElement()
                .satisfies(moved -> assertThat(moved.getExpiresAt()).isEqualTo(GRACE_END));
        assertThat(Json.MAPPER.readTree(changes.get(4).getSubscription()).get("status").textValue())
                .isEqualTo("expired");
        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class))
                .extracting(entry -> entry.getType() + " " + entry.getOccurredAt())
                .containsExactly("grant " + START, "expire " + GRACE_END);
        ledger.ticker.look();
        assertThat(ledger.ticks).isEmpty();
    }

    @Test
    void tellsTheTenantOfASubscriptionWithItsCause() throws IOException {
        ledger.send("c1", create(LedgerDriver.POSTPAID));
        ledger.send("c2", usage("e1", 5));
        lookAndDecide(PERIOD_END);

        List<CustomerEvent> events = ledger.read(Topics.CUSTOMER_EVENTS, CustomerEvent.class);
        JsonNode created = Json.MAPPER.readTree(events.getFirst().getData());
        assertThat(created.get("cause").textValue()).isEqualTo("c1");
        assertThat(created.get("usage_summary").isNull()).isTrue();
        CustomerEvent renewed = events.stream().filter(event -> event.getType().equals("subscription.renewed"))
                .findFirst().orElseThrow();
        assertThat(Json.MAPPER.readTree(renewed.getData()).get("usage_summary"))
                .isEqualTo(Json.MAPPER.readTree("[{\"billable_metric_key\":\"calls\",\"units\":5,\"cost\":50}]"));
    }

    @Test
    void refusesWhatTheDiagramDoesNotHave() {
        ledger.send("c1", create(LedgerDriver.PREPAID));
        CompletableFuture<Answer> second = ledger.submit("c2", create(LedgerDriver.PREPAID), Optional.empty());
        CompletableFuture<Answer> canceled = ledger.submit("c3", new Command.CancelSubscription(1, false),
                Optional.empty());
        CompletableFuture<Answer> resumed = ledger.submit("c4", new Command.ResumeSubscription(1), Optional.empty());

        assertThat(status(second)).isEqualTo(409);
        assertThat(status(canceled)).isEqualTo(200);
        assertThat(status(resumed)).isEqualTo(409);
    }

    @Test
    void aTestClockLetsAYearHappenInOneCall() throws IOException {
        ledger.send("c1", create(LedgerDriver.POSTPAID));
        Instant nextYear = START.plus(Duration.ofDays(365));
        JsonNode moved = json(ledger.submit("c2", new Command.MoveTestClock(nextYear), Optional.empty()), 200);

        assertThat(moved.get("status").textValue()).isEqualTo("ready");
        assertThat(moved.get("now")).isEqualTo(moved.get("target"));
        assertThat(moved.get("transitions")).filteredOn(
                event -> event.get("type").textValue().equals("subscription.renewed")).hasSize(12);
        assertThat(ledger.account().now()).isEqualTo(nextYear);
        ledger.now = nextYear.plus(Duration.ofDays(40));
        ledger.ticker.look();
        assertThat(ledger.ticks).as("its clock stands still").isEmpty();
    }

    @Test
    void aLongMoveGoesOnByTicksWhateverTheWallClockSays() throws IOException {
        ledger.send("c1", create(LedgerDriver.POSTPAID));
        Instant target = START.plus(Duration.ofDays(3_650));
        JsonNode moved = json(ledger.submit("c2", new Command.MoveTestClock(target), Optional.empty()), 202);
        CompletableFuture<Answer> meanwhile = ledger.submit("c3", new Command.CancelSubscription(1, true),
                Optional.empty());

        assertThat(moved.get("status").textValue()).isEqualTo("moving");
        assertThat(status(meanwhile)).isEqualTo(409);
        int ticks = 0;
        while (ledger.account().clock().filter(TestClock::moving).isPresent() && ticks < 100) {
            lookAndDecide(START);
            ticks++;
        }
        assertThat(ticks).isBetween(2, 99);
        assertThat(ledger.account().clock()).contains(new TestClock(target, false));
        assertThat(ledger.account().nextScheduledAt()).isAfter(target);
        assertThat(ledger.read(Topics.LEDGER_ENTRIES, LedgerEntry.class)).extracting(LedgerEntry::getOccurredAt)
                .isSorted();
        ledger.ticker.look();
        assertThat(ledger.ticks).isEmpty();
    }

    @Test
    void keepsWhatFellDueInTheLastMoveToBeRead() {
        ledger.send("c1", create(LedgerDriver.POSTPAID));
        ledger.send("c2", new Command.MoveTestClock(START.plus(Duration.ofDays(40))));
        ledger.send("c3", new Command.MoveTestClock(START.plus(Duration.ofDays(41))));

        assertThat(ledger.shards.of(ACME.key()).<List<String>>read(ACME.key(),
                state -> state.clockEvents().stream().map(event -> event.type()).toList()))
                .containsExactly("credit.granted", "credit.expired");
        assertThat(ledger.account()).extracting(Account::now).isEqualTo(START.plus(Duration.ofDays(41)));
    }

    /** One look of the ticker, and what it sent decided, at one instant of both clocks. */
    private void lookAndDecide(Instant at) {
        ledger.now = at;
        ledger.ticker.look();
        ledger.decideTicks(at);
    }

    private static Command create(String variant) {
        return new Command.CreateSubscription(variant, Optional.empty(), Optional.empty(), Map.of());
    }

    private static Command usage(String eventId, long units) {
        return new Command.RecordUsage(
                new UsageEvent(eventId, "calls", units, Optional.empty(), Map.of()),
                Optional.empty(), true, Optional.empty());
    }

    private static int status(CompletableFuture<Answer> answer) {
        return ((Answer.Finished) answer.join()).reply().status();
    }

    private static JsonNode json(CompletableFuture<Answer> answer, int status) throws IOException {
        assertThat(status(answer)).isEqualTo(status);
        return Json.MAPPER.readTree(((Answer.Finished) answer.join()).reply().body());
    }
}
