package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Blocks, grants, adjustments, voids and top-ups (CONTRACT 3, and 8 for payments). */
class CreditsTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    private static String in(Duration time) {
        return Json.time(Instant.now().plus(time));
    }

    private static List<String> ids(List<JsonNode> blocks) {
        return blocks.stream().map(block -> block.required("id").textValue()).toList();
    }

    @Test
    void aGrantMakesABlock() {
        Answer grant = api.post(account.path("/credits/grant"), Map.of("credits", 5_000, "source", "promotional",
                "reason", "welcome", "priority", -5, "metadata", Map.of("campaign", "x"))).expect(201);

        assertThat(grant.text("/block/source")).isEqualTo("promotional");
        assertThat(grant.text("/block/status")).isEqualTo("active");
        assertThat(grant.number("/block/original_amount")).isEqualTo(5_000);
        assertThat(grant.number("/block/remaining_amount")).isEqualTo(5_000);
        assertThat(grant.number("/block/priority")).isEqualTo(-5);
        assertThat(grant.at("/block/expires_at").isNull()).isTrue();
        assertThat(grant.at("ledger_entry_ids")).hasSize(1);
        assertThat(grant.number("version")).isEqualTo(1);
        assertThat(grant.number("balance")).isEqualTo(5_000);
        assertThat(account.credits().number("lifetime_earned")).isEqualTo(5_000);
    }

    @Test
    void bothNamesLeadToOneAccount() {
        account.grant(100);

        api.post(account.pathById("/credits/grant"), Map.of("credits", 11)).expect(201);

        assertThat(account.balance()).isEqualTo(111);
        assertThat(api.get(account.pathById("/credits")).body()).isEqualTo(account.credits().body());
        assertThat(api.get(account.pathById("/credits/blocks")).expect(200).body())
                .isEqualTo(api.get(account.path("/credits/blocks")).expect(200).body());
        assertThat(api.get(account.pathById("/ledger")).expect(200).body())
                .isEqualTo(api.get(account.path("/ledger")).expect(200).body());
    }

    @Test
    void writesByOurIdAreTheSameWrites() {
        account.create();
        String block = api.post(account.pathById("/credits/grant"), Map.of("credits", 50)).expect(201)
                .text("/block/id");
        api.post(account.pathById("/credits/adjust"), Map.of("credits", -60, "reason", "x")).expect(402,
                "insufficient-credits");
        api.post(account.pathById("/credits/adjust"), Map.of("credits", -10, "reason", "x")).expect(201);
        String voiding = account.pathById("/credits/blocks/" + block + "/void");
        api.post(voiding, Map.of("reason", "x")).expect(200);
        api.post(voiding, Map.of("reason", "x")).expect(409, "block-not-active");

        assertThat(account.entryTypes()).containsExactly("grant", "adjust", "void");
    }

    @Test
    void burnsByPriorityThenExpiryThenFreeBeforePaidThenCreation() {
        tenant.perUnit("calls", 1);
        String paid = account.grant(1, Map.of("price_paid", 100, "currency", "EUR"));
        String free = account.grant(1);
        String freeLater = account.grant(1);
        String later = account.grant(1, Map.of("expires_in_seconds", 7_200));
        String soon = account.grant(1, Map.of("expires_in_seconds", 3_600));
        String last = account.grant(1, Map.of("priority", 1, "expires_in_seconds", 60));
        String first = account.grant(1, Map.of("priority", -1));
        List<String> order = List.of(first, soon, later, free, freeLater, paid, last);

        assertThat(ids(account.liveBlocks())).isEqualTo(order);
        Answer usage = account.use("calls", 7).expect(201);

        assertThat(usage.at("allocations").valueStream().map(one -> one.required("block_id").textValue()))
                .isEqualTo(order);
        assertThat(account.block(first).required("status").textValue()).isEqualTo("depleted");
    }

    @Test
    void aScheduledBlockIsAGrantOf0AndAnActivationAtItsTime() {
        String block = account.grant(500, Map.of("effective_at", in(Duration.ofSeconds(2))));

        assertThat(account.balance()).isZero();
        assertThat(account.block(block).required("status").textValue()).isEqualTo("scheduled");
        assertThat(account.liveBlocks()).hasSize(1);
        Eventually.answers(account::balance, balance -> balance == 500);

        account.adjust(-500).expect(201);
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(account.entryTypes()).containsExactly("grant", "activate", "adjust");
        assertThat(entries.get(0).required("delta").longValue()).isZero();
        assertThat(entries.get(1).required("delta").longValue()).isEqualTo(500);
        assertThat(entries.get(1).required("occurred_at"))
                .isEqualTo(account.block(block).required("effective_at"));
    }

    @Test
    void expiredCreditsCannotBeSpentFromTheInstantOn() {
        tenant.perUnit("calls", 1);
        String block = account.grant(500, Map.of("expires_in_seconds", 1));
        account.use("calls", 200).expect(201);

        Eventually.answers(account::balance, balance -> balance == 0);
        assertThat(account.block(block).required("status").textValue()).isEqualTo("expired");
        account.use("calls", 1).expect(402, "insufficient-credits");

        // A refused write books what is due; the entry bears the instant of the expiry, not that of the write.
        account.grant(1);
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(account.entryTypes()).containsExactly("grant", "usage", "expire", "grant");
        assertThat(entries.get(2).required("delta").longValue()).isEqualTo(-300);
        assertThat(entries.get(2).required("occurred_at")).isEqualTo(account.block(block).required("expires_at"));
    }

    @Test
    void aPositiveAdjustmentMakesAFreeBlockWithoutExpiry() {
        Answer adjusted = account.adjust(70).expect(201);

        assertThat(adjusted.text("/block/source")).isEqualTo("adjustment");
        assertThat(adjusted.at("/block/expires_at").isNull()).isTrue();
        assertThat(adjusted.at("/block/price_paid").isNull()).isTrue();
        assertThat(adjusted.number("balance")).isEqualTo(70);
    }

    @Test
    void aNegativeAdjustmentBurnsInOrderOrIsRefused() {
        account.grant(100);
        String first = account.grant(50, Map.of("priority", -1));

        Answer adjusted = account.adjust(-60).expect(201);

        assertThat(adjusted.at("block").isNull()).isTrue();
        assertThat(adjusted.number("balance")).isEqualTo(90);
        assertThat(account.block(first).required("remaining_amount").longValue()).isZero();
        Answer refused = account.adjust(-91).expect(402, "insufficient-credits");
        assertThat(refused.number("required")).isEqualTo(91);
        assertThat(refused.number("effective_balance")).isEqualTo(90);
        assertThat(account.credits().number("lifetime_consumed")).isEqualTo(60);
    }

    @Test
    void voidingABlockTakesBackWhatIsLeft() {
        tenant.perUnit("calls", 1);
        String block = account.grant(100);
        account.use("calls", 30).expect(201);

        Answer voided = account.voidBlock(block).expect(200);

        assertThat(voided.number("balance")).isZero();
        assertThat(account.block(block).required("status").textValue()).isEqualTo("voided");
        assertThat(account.ledger().getLast().required("delta").longValue()).isEqualTo(-70);
        assertThat(account.voidBlock(block).expect(409, "block-not-active").text("block_status")).isEqualTo("voided");
    }

    @Test
    void onlyABlockInForceCanBeVoided() {
        tenant.perUnit("calls", 1);
        String depleted = account.grant(1);
        account.use("calls", 1).expect(201);
        String scheduled = account.grant(5, Map.of("effective_at", in(Duration.ofHours(1))));

        assertThat(account.voidBlock(depleted).expect(409, "block-not-active").text("block_status"))
                .isEqualTo("depleted");
        account.voidBlock(scheduled).expect(200);
        assertThat(account.block(scheduled).required("status").textValue()).isEqualTo("voided");
        assertThat(account.voidBlock("blk_nothing").expect(404, "not-found").text("resource")).isEqualTo("block");
        Account other = tenant.account();
        String foreign = other.grant(1);
        assertThat(account.voidBlock(foreign).expect(404, "not-found").text("resource")).isEqualTo("block");
    }

    @Test
    void blocksAreListedByStatus() {
        tenant.perUnit("calls", 1);
        String depleted = account.grant(10, Map.of("priority", -1));
        account.use("calls", 10).expect(201);
        String active = account.grant(20);
        String voided = account.grant(30);
        account.voidBlock(voided).expect(200);
        String scheduled = account.grant(40, Map.of("effective_at", in(Duration.ofHours(1))));
        var byStatus = Map.of("active", active, "depleted", depleted, "voided", voided, "scheduled", scheduled);

        byStatus.forEach((status, block) -> assertThat(
                ids(api.rows(account.path("/credits/blocks?status=" + status), 1))).as(status).containsExactly(block));
        assertThat(ids(api.rows(account.path("/credits/blocks"), 2)))
                .containsExactly(depleted, active, voided, scheduled);
        assertThat(api.get(account.path("/credits/blocks?status=sold")).expect(400, "invalid-request").faults())
                .containsExactly("status");
    }

    @Test
    void asOfGivesTheAccountAsItWasThen() {
        tenant.perUnit("calls", 1);
        var states = new ArrayList<JsonNode>();
        account.grant(100);
        states.add(credits());
        account.use("calls", 40).expect(201);
        states.add(credits());
        account.grant(7, Map.of("priority", -1));
        states.add(credits());

        List<JsonNode> entries = account.ledger();
        for (int i = 0; i < entries.size(); i++) {
            String then = entries.get(i).required("occurred_at").textValue();
            boolean lastOfItsInstant = i == entries.size() - 1
                    || !entries.get(i + 1).required("occurred_at").textValue().equals(then);
            if (lastOfItsInstant) {
                assertThat(api.get(account.path("/credits?include_blocks=true&as_of=" + then)).expect(200).json())
                        .isEqualTo(states.get(i));
            }
        }
        Answer before = api.get(account.path("/credits?as_of=2020-01-01T00:00:00Z")).expect(200);
        assertThat(before.number("balance")).isZero();
        assertThat(before.number("version")).isZero();
        assertThat(before.text("ledger_hash")).isEqualTo("0".repeat(64));
    }

    private JsonNode credits() {
        return api.get(account.path("/credits?include_blocks=true")).expect(200).json();
    }

    @Test
    void aGrantsTimesMustLieAhead() {
        api.post(account.path("/credits/grant"), Map.of("credits", 1, "expires_at", "2020-01-01T00:00:00Z"))
                .expect(422, "timestamp-out-of-range");
        assertThat(api.post(account.path("/credits/grant"),
                Map.of("credits", 1, "expires_at", in(Duration.ofHours(1)), "expires_in_seconds", 5))
                .expect(400, "invalid-request").faults()).containsExactly("/expires_in_seconds");
        assertThat(api.post(account.path("/credits/grant"), Map.of("credits", 1, "price_paid", 5))
                .expect(400, "invalid-request").faults()).containsExactly("/currency");
    }

    @Test
    void anAmountThatLeavesInt64IsRefused() {
        account.grant(Long.MAX_VALUE);

        api.post(account.path("/credits/grant"), Map.of("credits", 1)).expect(422, "amount-overflow");
        account.adjust(1).expect(422, "amount-overflow");

        assertThat(account.balance()).isEqualTo(Long.MAX_VALUE);
        LedgerAudit.check(account);
    }

    @Test
    void overageIsRepaidByWhateverAddsCredits() {
        tenant.perUnit("calls", 1);
        account.create();
        account.patch(Map.of("overage_policy", "allow", "overage_limit", 100));
        account.use("calls", 90).expect(201);
        assertThat(account.balance()).isEqualTo(-90);
        account.use("calls", 11).expect(402, "insufficient-credits");

        Answer grant = api.post(account.path("/credits/grant"), Map.of("credits", 100)).expect(201);

        assertThat(grant.number("balance")).isEqualTo(10);
        assertThat(grant.number("/block/remaining_amount")).isEqualTo(10);
        JsonNode entry = account.ledger().getLast();
        assertThat(entry.at("/repaid/0/amount").longValue()).isEqualTo(90);
        assertThat(entry.at("/allocations/0/amount").longValue()).isEqualTo(100);
        LedgerAudit.check(account);
    }

    @Test
    void aPaymentGrantsOnceForEver() {
        var payment = Map.of("external_customer_id", account.externalId(), "credits", 1_000, "price_paid", 990,
                "currency", "EUR", "external_payment_id", "pi_1");

        Answer first = api.post("/v1/topup/grant", payment).expect(201);
        Answer again = api.post("/v1/topup/grant", payment).expect(200);

        assertThat(again.at("already_granted").booleanValue()).isTrue();
        assertThat(again.at("block")).isEqualTo(first.at("block"));
        assertThat(first.text("/block/source")).isEqualTo("topup");
        assertThat(account.balance()).isEqualTo(1_000);
        var otherPrice = new HashMap<String, Object>(payment);
        otherPrice.put("price_paid", 1);
        api.post("/v1/topup/grant", otherPrice).expect(409, "payment-conflict");
    }

    @Test
    void aTopUpIsRefusedLikeAGrant() {
        String name = account.externalId();

        api.post("/v1/topup/grant",
                Map.of("external_customer_id", name, "credits", 1, "expires_at", "2020-01-01T00:00:00Z")).expect(422,
                        "timestamp-out-of-range");
        account.grant(Long.MAX_VALUE);
        api.post("/v1/topup/grant", Map.of("external_customer_id", name, "credits", 1)).expect(422, "amount-overflow");
    }

    @Test
    void aTopUpNamesItsCustomerOnce() {
        var both = Map.of("external_customer_id", "a", "customer_id", UUID.randomUUID().toString(), "credits", 1);

        api.post("/v1/topup/grant", both).expect(400, "customer-identifier");
        api.post("/v1/topup/grant", Map.of("credits", 1)).expect(400, "customer-identifier");
        assertThat(api.post("/v1/topup/grant",
                Map.of("customer_id", UUID.randomUUID().toString(), "credits", 1)).expect(404, "not-found")
                .text("resource")).isEqualTo("customer");
    }
}
