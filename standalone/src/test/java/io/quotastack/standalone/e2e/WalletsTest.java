package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.events.CustomerEvent;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Packages, purchases and automatic top-ups (CONTRACT 8). */
class WalletsTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    private Answer topUp(Map<String, ?> fields) {
        return api.post("/v1/topup/grant", withCustomer(fields));
    }

    private Answer purchase(long price, Map<String, ?> grant) {
        return api.post("/v1/purchases",
                withCustomer(Map.of("price_credits", price, "reason", "pass", "grant", grant)));
    }

    private Map<String, Object> withCustomer(Map<String, ?> fields) {
        var body = new LinkedHashMap<String, Object>(fields);
        body.put("external_customer_id", account.externalId());
        return body;
    }

    /** Ten credits and two as a bonus, for 9.90 EUR, for an hour. */
    private String makePackage() {
        return api.post("/v1/topup-packages", Map.of("key", "ten", "name", "Ten", "credits", 10_000, "bonus_credits",
                2_000, "price", 990, "currency", "EUR", "expires_in_seconds", 3_600, "priority", 5)).expect(201)
                .text("id");
    }

    @Test
    void aPackageGrantsItsCreditsAndItsBonusAsBlocksOfTheirOwn() {
        Answer granted = topUp(Map.of("package_id", makePackage(), "external_payment_id", "pi_1")).expect(201);

        assertThat(granted.at("ledger_entry_ids")).hasSize(2);
        assertThat(granted.at("/blocks/0")).isEqualTo(granted.at("block"));
        assertThat(granted.number("/block/original_amount")).isEqualTo(10_000);
        assertThat(granted.number("/block/price_paid")).isEqualTo(990);
        assertThat(granted.text("/block/currency")).isEqualTo("EUR");
        assertThat(granted.number("/blocks/1/original_amount")).isEqualTo(2_000);
        assertThat(granted.at("/blocks/1/price_paid").isNull()).isTrue();
        assertThat(granted.at("blocks")).allSatisfy(block -> {
            assertThat(block.required("source").textValue()).isEqualTo("topup");
            assertThat(block.required("priority").longValue()).isEqualTo(5);
            assertThat(Instant.parse(block.required("expires_at").textValue()))
                    .isEqualTo(Instant.parse(block.required("effective_at").textValue()).plus(Duration.ofHours(1)));
        });
        assertThat(account.liveBlocks().getFirst().required("original_amount").longValue()).as("the free one first")
                .isEqualTo(2_000);
        LedgerAudit.check(account);
    }

    @Test
    void aPaymentForAPackageGrantsOnceThoughThePackageChanges() {
        String pack = makePackage();
        Answer first = topUp(Map.of("package_id", pack, "external_payment_id", "pi_1")).expect(201);
        api.patch("/v1/topup-packages/" + pack, Map.of("price", 1_290)).expect(200);

        Answer again = topUp(Map.of("package_id", pack, "external_payment_id", "pi_1")).expect(200);

        assertThat(again.at("already_granted").booleanValue()).isTrue();
        assertThat(again.at("block/id")).isEqualTo(first.at("block/id"));
        topUp(Map.of("credits", 10_000, "external_payment_id", "pi_1")).expect(409, "payment-conflict");
        topUp(Map.of("package_id", pack, "price_paid", 1_290, "external_payment_id", "pi_1")).expect(409,
                "payment-conflict");
        assertThat(account.balance()).isEqualTo(12_000);
    }

    @Test
    void aChargebackTakesBackWhatIsLeftAndMakesADebtOfWhatWasUsed() {
        tenant.perUnit("calls", 1);
        topUp(Map.of("credits", 10_000, "price_paid", 990, "currency", "EUR", "external_payment_id", "pi_1"))
                .expect(201);
        account.use("evt", "calls", 3_000).expect(201);
        var chargeback = Map.of("external_payment_id", "pi_1", "reason", "chargeback", "claw_back", true);
        Api once = api.idempotencyKey("chargeback-1");

        Answer refunded = once.post("/v1/topup/refund", withCustomer(chargeback)).expect(201);

        assertThat(refunded.number("taken_back")).isEqualTo(7_000);
        assertThat(refunded.number("used")).isEqualTo(3_000);
        assertThat(refunded.number("clawed_back")).isEqualTo(3_000);
        assertThat(refunded.number("held")).isZero();
        assertThat(refunded.number("balance")).isEqualTo(-3_000);
        assertThat(refunded.text("external_payment_id")).isEqualTo("pi_1");
        assertThat(once.post("/v1/topup/refund", withCustomer(chargeback)).expect(201).body())
                .isEqualTo(refunded.body());
        assertThat(account.credits().number("lifetime_consumed")).isEqualTo(3_000);
        assertThat(account.entryTypes()).containsExactly("grant", "usage", "void", "adjust");
        LedgerAudit.check(account);

        account.voidUsage("evt").expect(200);
        assertThat(account.balance()).as("the debt of what was not used after all is gone").isZero();
        LedgerAudit.check(account);
    }

    @Test
    void aPartialRefundLeavesTheRestOfTheBlock() {
        String block = topUp(Map.of("credits", 10_000, "external_payment_id", "pi_1")).expect(201).text("/block/id");

        api.post("/v1/topup/refund", withCustomer(Map.of("block_id", block, "credits", 4_000, "reason", "part")))
                .expect(201);

        assertThat(account.block(block).required("status").textValue()).isEqualTo("active");
        assertThat(account.block(block).required("remaining_amount").longValue()).isEqualTo(6_000);
        assertThat(account.block(block).required("external_payment_id").textValue()).isEqualTo("pi_1");
        api.post("/v1/topup/refund", withCustomer(Map.of("external_payment_id", "pi_1", "reason", "all")))
                .expect(201);
        assertThat(account.block(block).required("status").textValue()).isEqualTo("voided");
        assertThat(LedgerAudit.check(account)).allSatisfy(
                entry -> assertThat(entry.required("external_payment_id").textValue()).isEqualTo("pi_1"));
        api.post("/v1/topup/refund", withCustomer(Map.of("external_payment_id", "pi_2", "reason", "none")))
                .expect(404, "not-found");
    }

    @Test
    void onlyPackagesThatAreSoldAreGranted() {
        String pack = makePackage();
        account.create();
        api.post("/v1/topup-packages/" + pack + "/archive", Map.of()).expect(200);

        for (String id : List.of(pack, "pkg_nothing")) {
            assertThat(topUp(Map.of("package_id", id)).expect(404, "not-found").text("resource"))
                    .isEqualTo("topup_package");
            assertThat(api.patch(account.path(""),
                    Map.of("auto_topup", Map.of("threshold", 1, "package_id", id, "max_per_day", 1)))
                    .expect(404, "not-found").text("resource")).isEqualTo("topup_package");
        }
    }

    @Test
    void aPurchaseDebitsTheWalletAndGrantsABlockInOneStep() {
        String wallet = account.grant(1_000, Map.of("price_paid", 100, "currency", "EUR"));

        Answer bought = purchase(600, Map.of("credits", 2_000, "expires_in_seconds", 3_600, "reason", "day pass"))
                .expect(201);

        assertThat(bought.text("/block/source")).isEqualTo("purchase");
        assertThat(bought.at("/block/price_paid").isNull()).isTrue();
        assertThat(bought.number("balance")).isEqualTo(2_400);
        assertThat(account.block(wallet).required("remaining_amount").longValue()).isEqualTo(400);
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(account.entryTypes()).containsExactly("grant", "purchase", "grant");
        assertThat(entries.get(1).at("/metadata/reason").textValue()).isEqualTo("pass");
        assertThat(entries.get(2).required("command_id")).isEqualTo(entries.get(1).required("command_id"));
        assertThat(account.credits().number("lifetime_consumed")).isZero();
    }

    @Test
    void aPurchaseThatCannotBeBothIsNeither() {
        account.grant(1_000);
        account.reservation(500, 60).expect(201);

        purchase(501, Map.of("credits", 1)).expect(402, "insufficient-credits");
        purchase(1, Map.of("credits", 1, "expires_at", "2020-01-01T00:00:00Z")).expect(422, "timestamp-out-of-range");
        purchase(1, Map.of("credits", Long.MAX_VALUE)).expect(422, "amount-overflow");

        assertThat(account.entryTypes()).containsExactly("grant", "reserve");
        purchase(500, Map.of("credits", 1)).expect(201);
    }

    @Test
    void anAutomaticTopUpIsAskedForOnceAndAnsweredByItsId() {
        tenant.perUnit("calls", 1);
        String pack = makePackage();
        account.grant(10_000);
        Answer patched = account.patch(
                Map.of("auto_topup", Map.of("threshold", 4_000, "package_id", pack, "max_per_day", 2)));
        assertThat(patched.number("/auto_topup/threshold")).isEqualTo(4_000);
        account.use("calls", 3_000).expect(201);
        account.reservation(3_000, 600).expect(201);
        account.use("calls", 1_000).expect(201);

        JsonNode asked = data("topup.requested", 1).getFirst();

        assertThat(asked.required("package_id").textValue()).isEqualTo(pack);
        assertThat(asked.required("effective_balance").longValue()).isEqualTo(4_000);
        var answer = Map.of("package_id", pack, "topup_request_id", asked.required("topup_request_id").textValue(),
                "external_payment_id", "pi_1");
        topUp(answer).expect(201);
        account.use("calls", 12_000).expect(201);
        List<JsonNode> both = data("topup.requested", 2);
        assertThat(both.get(1).required("topup_request_id")).isNotEqualTo(asked.required("topup_request_id"));
        assertThat(topUp(Map.of("credits", 1, "topup_request_id", "topreq_nothing")).expect(404, "not-found")
                .text("resource")).isEqualTo("topup_request");
    }

    @Test
    void holdsCrossTheLowLineAndReleasesArmItAgain() {
        account.grant(1_000);
        account.patch(Map.of("low_balance_threshold", 400));

        String held = account.reservation(600, 60).expect(201).text("id");
        account.reservation(400, 60).expect(201);
        account.release(held).expect(200);
        account.reservation(300, 60).expect(201);

        assertThat(data("credit.balance_low", 2)).extracting(data -> data.required("effective_balance").longValue())
                .containsExactly(400L, 300L);
        assertThat(data("credit.depleted", 1)).hasSize(1);
    }

    /** What the first so many events of that type tell. */
    private List<JsonNode> data(String type, int count) {
        try (var reader = new TopicReader(SharedProcess.get())) {
            return reader.avro("customer-events", CustomerEvent.class, count,
                    event -> event.getTenantId().equals(tenant.id()) && event.getType().equals(type)).stream()
                    .map(event -> json(event.value().getData())).toList();
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
