package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Usage: charged or accepted, each event once (CONTRACT 5). */
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
    void anEventIdIsChargedOnceWhicheverWayItCame() {
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
    void aRetryAndAVoidNameTheirCustomerOnce() {
        var both = Map.of("customer_id", UUID.randomUUID().toString(), "external_customer_id", "a");

        api.post("/v1/usage/evt/retry", both).expect(400, "customer-identifier");
        api.post("/v1/usage/evt/void", Map.of("reason", "x")).expect(400, "customer-identifier");
        api.get("/v1/usage?status=refused&customer_id=" + both.get("customer_id") + "&external_customer_id=a")
                .expect(400, "customer-identifier");
    }
}
