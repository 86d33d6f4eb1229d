package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Usage: charged, accepted, refused, retried and voided (CONTRACT 5). */
class UsageTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @BeforeEach
    void price() {
        tenant.perUnit("calls", 10);
    }

    private static String in(Duration time) {
        return Json.time(Instant.now().plus(time));
    }

    @Test
    void aChargeIsAnsweredWithItsCostAndItsBlocks() {
        String block = account.grant(1_000);
        String timestamp = in(Duration.ofHours(-1));

        Answer charge = account.use("evt/1", "calls", 3, Map.of("timestamp", timestamp)).expect(201);

        assertThat(charge.json().fieldNames()).toIterable().containsExactlyInAnyOrder("event_id", "customer_id",
                "external_customer_id", "billable_metric_key", "units", "timestamp", "cost", "rule_id",
                "ledger_entry_id", "allocations", "balance", "reserved_balance", "effective_balance");
        assertThat(charge.text("event_id")).isEqualTo("evt/1");
        assertThat(charge.text("timestamp")).isEqualTo(timestamp);
        assertThat(charge.at("/allocations/0/block_id").textValue()).isEqualTo(block);
        assertThat(charge.number("balance")).isEqualTo(970);
        assertThat(account.event("evt/1").expect(200).text("/charge/ledger_entry_id"))
                .isEqualTo(charge.text("ledger_entry_id"));
    }

    @Test
    void unitsAreOneUnlessGiven() {
        account.grant(1_000);

        Answer charge = api.post("/v1/usage",
                Map.of("external_customer_id", account.externalId(), "billable_metric_key", "calls")).expect(201);

        assertThat(charge.number("units")).isEqualTo(1);
        assertThat(charge.number("cost")).isEqualTo(10);
    }

    @Test
    void usageMayNameItsCustomerByOurId() {
        account.grant(1_000);

        Answer charge = api.post("/v1/usage", Map.of("customer_id", account.id(), "billable_metric_key", "calls"))
                .expect(201);

        assertThat(charge.text("external_customer_id")).isEqualTo(account.externalId());
        assertThat(api.post("/v1/usage",
                Map.of("customer_id", UUID.randomUUID().toString(), "billable_metric_key", "calls"))
                .expect(404, "not-found").text("resource")).isEqualTo("customer");
    }

    @Test
    void whatDoesNotFitIsRefusedAndDebitsNothing() {
        account.grant(29);

        Answer refused = account.use("calls", 3).expect(402, "insufficient-credits");

        assertThat(refused.number("required")).isEqualTo(30);
        assertThat(refused.number("effective_balance")).isEqualTo(29);
        assertThat(account.balance()).isEqualTo(29);
        assertThat(account.entryTypes()).containsExactly("grant");
    }

    @Test
    void aSpendCapRefusesWhateverTheBalance() {
        account.grant(1_000);
        account.patch(Map.of("spend_cap", Map.of("credits", 50, "per", "month")));
        account.use("evt", "calls", 5).expect(201);

        account.use("calls", 1).expect(402, "spend-cap-reached");
        assertThat(account.check("calls", 1).text("reason")).isEqualTo("spend_cap_reached");

        account.voidUsage("evt").expect(200);
        account.use("calls", 1).expect(201);
    }

    @Test
    void aTimestampLiesAtMost35DaysBackAnd5MinutesAhead() {
        account.grant(1_000);

        account.use("calls", 1).expect(201);
        account.use("a", "calls", 1, Map.of("timestamp", in(Duration.ofDays(-34)))).expect(201);
        account.use("b", "calls", 1, Map.of("timestamp", in(Duration.ofDays(-36)))).expect(422,
                "timestamp-out-of-range");
        account.use("c", "calls", 1, Map.of("timestamp", in(Duration.ofMinutes(6)))).expect(422,
                "timestamp-out-of-range");
        tenant.settings(Map.of("usage_backdate_days", 40));
        account.use("b", "calls", 1, Map.of("timestamp", in(Duration.ofDays(-36)))).expect(201);
    }

    @Test
    void aCostBeyondInt64IsRefused() {
        tenant.perUnit("dear", Long.MAX_VALUE);
        account.grant(1_000);

        account.use("dear", 2).expect(422, "amount-overflow");
    }

    @Test
    void anEventThatNobodyWaitsForIsPendingOrChargedAtOnce() {
        account.grant(1_000);

        Answer accepted = api.prefer("respond-async").idempotencyKey("evt").post("/v1/usage",
                account.usage("calls", 2, Map.of())).expect(202);
        Answer atOnce = account.event("evt").expect(200);

        assertThat(accepted.json()).isEqualTo(
                Json.MAPPER.valueToTree(Map.of("event_id", "evt", "status", "accepted")));
        assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(atOnce.text("status")).isIn("pending", "charged");
        assertThat(account.eventually("evt", "charged").number("/charge/cost")).isEqualTo(20);
        assertThat(account.balance()).isEqualTo(980);
    }

    @Test
    void anEventIdIsChargedOnceByWhateverDoorItCame() {
        account.grant(1_000);
        Answer first = account.use("evt", "calls", 2).expect(201);

        account.accept("evt", "calls", 2);
        Answer batch = api.post("/v1/usage/batch",
                Map.of("events", List.of(account.usage("calls", 2, Map.of("event_id", "evt"))))).expect(202);
        Answer again = account.use("evt", "calls", 2).expect(201);

        assertThat(batch.text("/results/0/status")).isEqualTo("duplicate");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.replayed()).isTrue();
        assertThat(account.balance()).isEqualTo(980);
    }

    @Test
    void theNameUsedForTheCustomerIsNoPartOfAnEventsContent() {
        account.grant(1_000);
        Answer first = account.use("evt", "calls", 2).expect(201);

        Answer byId = api.idempotencyKey("evt").post("/v1/usage",
                Map.of("customer_id", account.id(), "billable_metric_key", "calls", "units", 2, "metadata", Map.of()))
                .expect(201);

        assertThat(byId.body()).isEqualTo(first.body());
    }

    @Test
    void otherContentUnderAnEventIdIsRefused() {
        account.grant(1_000);
        account.use("evt", "calls", 2).expect(201);

        account.use("evt", "calls", 3).expect(422, "idempotency-key-reused");
        account.use("evt", "calls", 2, Map.of("metadata", Map.of("a", "b"))).expect(422, "idempotency-key-reused");
        account.use("evt", "calls", 2, Map.of("timestamp", in(Duration.ZERO))).expect(422, "idempotency-key-reused");
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("charged");
    }

    @Test
    void anEventIdIsTheCustomersOwn() {
        Account other = tenant.account();
        account.grant(1_000);
        other.grant(1_000);

        account.use("evt", "calls", 2).expect(201);
        other.use("evt", "calls", 5).expect(201);

        assertThat(account.balance()).isEqualTo(980);
        assertThat(other.balance()).isEqualTo(950);
    }

    @Test
    void aRefusedAcceptedEventIsListedAndCanBeRetried() {
        account.accept("evt", "calls", 2);
        Answer refused = account.eventually("evt", "refused");

        assertThat(refused.text("/problem/type")).endsWith("insufficient-credits");
        assertThat(refused.at("charge").isNull()).isTrue();
        assertThat(refusedIds("")).containsExactly("evt");
        assertThat(refusedIds("&external_customer_id=" + account.externalId())).containsExactly("evt");
        assertThat(account.retry("evt").expect(402, "insufficient-credits").number("required")).isEqualTo(20);

        account.grant(100);
        Answer retried = account.retry("evt");

        assertThat(retried.status()).isIn(200, 201);
        assertThat(retried.number("cost")).isEqualTo(20);
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("charged");
        assertThat(refusedIds("")).isEmpty();
        assertThat(account.retry("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("charged");
        assertThat(account.use("evt", "calls", 2).expect(201).number("cost")).as("the event's own key")
                .isEqualTo(20);
        assertThat(account.balance()).isEqualTo(80);
    }

    private List<String> refusedIds(String query) {
        return api.rows("/v1/usage?status=refused" + query, 1).stream()
                .map(event -> event.required("event_id").textValue()).toList();
    }

    @Test
    void refusedEventsAreListedInPieces() {
        for (int i = 0; i < 5; i++) {
            account.accept("evt-" + i, "calls", 1);
        }
        account.eventually("evt-4", "refused");
        Account other = tenant.account();
        other.accept("other", "calls", 1);
        other.eventually("other", "refused");

        assertThat(refusedIds("")).containsExactly("evt-0", "evt-1", "evt-2", "evt-3", "evt-4", "other");
        assertThat(refusedIds("&customer_id=" + account.id())).containsExactly("evt-0", "evt-1", "evt-2", "evt-3",
                "evt-4");
        assertThat(api.get("/v1/usage").expect(400, "invalid-request").faults()).containsExactly("status");
        assertThat(api.get("/v1/usage?status=charged").expect(400, "invalid-request").faults())
                .containsExactly("status");
    }

    @Test
    void anUnpricedOrUnknownMetricIsRefusedAfterAcceptance() {
        tenant.metric("unpriced");

        account.accept("a", "unpriced", 1);
        account.accept("b", "nothing", 1);

        assertThat(account.eventually("a", "refused").text("/problem/type")).endsWith("metric-not-priced");
        assertThat(account.eventually("b", "refused").text("/problem/type")).endsWith("not-found");
    }

    @Test
    void aRefusedIdBindsOnlyWaitingCallers() {
        Answer refused = account.use("evt", "calls", 2).expect(402, "insufficient-credits");
        account.grant(1_000);

        Answer again = account.use("evt", "calls", 2).expect(402, "insufficient-credits");
        assertThat(again.body()).as("kept for 24 h").isEqualTo(refused.body());
        assertThat(again.replayed()).isTrue();
        account.event("evt").expect(404, "not-found");

        account.accept("evt", "calls", 2);
        account.eventually("evt", "charged");
        assertThat(account.use("evt", "calls", 2).expect(201).number("cost")).isEqualTo(20);
    }

    @Test
    void noSuchEventIsNotFound() {
        account.grant(1);

        for (Answer answer : List.of(account.event("nothing"), account.retry("nothing"),
                account.voidUsage("nothing"))) {
            assertThat(answer.expect(404, "not-found").text("resource")).isEqualTo("usage_event");
        }
        api.get("/v1/usage/evt").expect(400, "customer-identifier");
        api.get("/v1/usage/evt?customer_id=" + account.id() + "&external_customer_id=x").expect(400,
                "customer-identifier");
    }

    @Test
    void aVoidGivesBackOnceWhatTheBlocksGave() {
        String first = account.grant(15);
        String second = account.grant(100);
        account.use("evt", "calls", 3).expect(201);

        Answer voided = account.voidUsage("evt").expect(200);

        assertThat(voided.number("balance")).isEqualTo(115);
        assertThat(account.block(first).required("remaining_amount").longValue()).isEqualTo(15);
        assertThat(account.block(second).required("remaining_amount").longValue()).isEqualTo(100);
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("voided");
        assertThat(account.credits().number("lifetime_consumed")).isZero();
        assertThat(account.voidUsage("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("voided");
        LedgerAudit.check(account);
    }

    @Test
    void whatAVoidGivesToAnExpiredOrVoidedBlockIsGoneAtOnce() {
        String expiring = account.grant(20, Map.of("expires_in_seconds", 1));
        account.use("a", "calls", 2).expect(201);
        Eventually.answers(() -> account.block(expiring),
                block -> Instant.parse(block.required("expires_at").textValue()).isBefore(Instant.now()));
        String voided = account.grant(30);
        account.use("b", "calls", 2).expect(201);
        account.voidBlock(voided).expect(200);

        assertThat(account.voidUsage("a").expect(200).number("balance")).isZero();
        assertThat(account.voidUsage("b").expect(200).number("balance")).isZero();

        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(entries.stream().map(entry -> entry.required("type").textValue())).containsExactly("grant", "usage",
                "grant", "usage", "void", "refund", "expire", "refund", "void");
        assertThat(entries.get(6).required("occurred_at")).isEqualTo(entries.get(5).required("occurred_at"));
    }

    @Test
    void theOverageShareOfAVoidLowersOverageThenMakesAFreeBlock() {
        account.create();
        account.patch(Map.of("overage_policy", "allow"));
        account.grant(10);
        account.use("evt", "calls", 5).expect(201);
        account.grant(25);
        assertThat(account.balance()).isEqualTo(-15);

        Answer voided = account.voidUsage("evt").expect(200);

        assertThat(voided.number("balance")).isEqualTo(35);
        assertThat(voided.number("/block/original_amount")).isEqualTo(25);
        assertThat(voided.at("/block/price_paid").isNull()).isTrue();
        LedgerAudit.check(account);
    }

    @Test
    void aRefusedEventCannotBeVoided() {
        account.accept("evt", "calls", 2);
        account.eventually("evt", "refused");

        assertThat(account.voidUsage("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("refused");
    }
}
