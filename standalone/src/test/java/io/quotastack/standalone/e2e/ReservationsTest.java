package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.ResourceId;
import io.quotastack.standalone.e2e.Api.Answer;

/** The life of a reservation: active, then committed, released or expired for good (CONTRACT 7). */
class ReservationsTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();
    private String rule = "";

    @BeforeEach
    void price() {
        rule = tenant.perUnit("gpu", 10);
    }

    @Test
    void aReservationTakesCreditsOutOfReachAndLeavesTheBalance() {
        String block = account.grant(1_000);

        Answer held = account.reserve(Map.of("billable_metric_key", "gpu", "estimated_units", 60, "metadata",
                Map.of("job", "7"))).expect(201);

        assertThat(held.text("id")).startsWith("res_");
        assertThat(held.text("status")).isEqualTo("active");
        assertThat(held.number("reserved_credits")).isEqualTo(600);
        assertThat(held.text("rule_id")).isEqualTo(rule);
        assertThat(held.text("/allocations/0/block_id")).isEqualTo(block);
        assertThat(held.number("balance")).isEqualTo(1_000);
        assertThat(held.number("effective_balance")).isEqualTo(400);
        assertThat(account.block(block).required("reserved_amount").longValue()).isEqualTo(600);
        assertThat(account.check("gpu", 41).at("allowed").booleanValue()).isFalse();
        assertThat(account.check("gpu", 1).number("affordable_units")).isEqualTo(40);
        account.use("gpu", 41).expect(402, "insufficient-credits");
        account.adjust(-401).expect(402, "insufficient-credits");
        assertThat(account.reserve("gpu", 41).expect(402, "insufficient-credits").number("effective_balance"))
                .isEqualTo(400);
        account.use("gpu", 40).expect(201);
        LedgerAudit.check(account);
    }

    @Test
    void aCommittedReservationIsRefundedOnceAndStaysCommitted() {
        account.grant(1_000);
        String id = account.reserve("gpu", 60).expect(201).text("id");
        assertThat(account.refund(id).expect(409, "usage-state").text("usage_status")).isEqualTo("pending");
        assertThat(account.commitUnits(id, 40).expect(200).at("refunded_at").isNull()).isTrue();

        Answer refunded = account.refund(id).expect(200);

        assertThat(refunded.number("balance")).isEqualTo(1_000);
        Answer reservation = account.reservation(id);
        assertThat(reservation.text("status")).isEqualTo("committed");
        assertThat(reservation.number("committed_credits")).isEqualTo(400);
        assertThat(Instant.parse(reservation.text("refunded_at"))).isBeforeOrEqualTo(Instant.now());
        assertThat(account.reservations("committed")).containsExactly(reservation.json());
        assertThat(account.refund(id).expect(409, "usage-state").text("usage_status")).isEqualTo("voided");
        assertThat(account.credits().number("lifetime_consumed")).isZero();
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(entries.getLast().required("type").textValue()).isEqualTo("refund");
        assertThat(entries.getLast().required("reservation_id").textValue()).isEqualTo(id);
    }

    @Test
    void aCommitBelowTheReservationGivesTheRestBack() {
        account.grant(1_000);
        Answer held = account.reserve("gpu", 60).expect(201);

        Answer committed = account.commitUnits(held.text("id"), 25).expect(200);

        assertThat(committed.text("status")).isEqualTo("committed");
        assertThat(committed.number("committed_credits")).isEqualTo(250);
        assertThat(committed.number("released_credits")).isEqualTo(350);
        assertThat(committed.number("balance")).isEqualTo(750);
        assertThat(committed.number("reserved_balance")).isZero();
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(account.entryTypes()).containsExactly("grant", "reserve", "commit");
        assertThat(entries.getLast().required("reservation_id").textValue()).isEqualTo(held.text("id"));
        assertThat(entries.getLast().required("units").longValue()).isEqualTo(25);
    }

    @Test
    void aCommitMayBeTheWholeReservationOrNothing() {
        account.grant(1_000);

        Answer all = account.commitUnits(account.reserve("gpu", 60).expect(201).text("id"), 60).expect(200);
        Answer nothing = account.commitCredits(account.reservation(400, 60).expect(201).text("id"), 0).expect(200);

        assertThat(all.number("released_credits")).isZero();
        assertThat(nothing.number("committed_credits")).isZero();
        assertThat(nothing.number("released_credits")).isEqualTo(400);
        assertThat(account.balance()).isEqualTo(400);
        LedgerAudit.check(account);
    }

    @Test
    void aCommitAboveTheReservationIsChargedInOneEntryIfItFits() {
        account.grant(1_000);
        String first = account.reserve("gpu", 60).expect(201).text("id");
        String second = account.reserve("gpu", 30).expect(201).text("id");

        Answer refused = account.commitUnits(first, 71).expect(402, "insufficient-credits");
        Answer still = account.reservation(first);
        Answer committed = account.commitUnits(first, 70).expect(200);

        assertThat(refused.number("required")).isEqualTo(110);
        assertThat(refused.number("effective_balance")).isEqualTo(100);
        assertThat(still.text("status")).isEqualTo("active");
        assertThat(still.number("reserved_credits")).isEqualTo(600);
        assertThat(committed.number("committed_credits")).isEqualTo(700);
        assertThat(committed.number("released_credits")).isZero();
        assertThat(committed.number("effective_balance")).isZero();
        account.commitUnits(second, 30).expect(200);
        assertThat(account.entryTypes()).containsExactly("grant", "reserve", "reserve", "commit", "commit");
        LedgerAudit.check(account);
    }

    @Test
    void aReservationOfNothingIsAReservationLikeAnyOther() {
        account.create();
        String id = account.reservation(0, 60).expect(201).text("id");

        account.commitCredits(id, 1).expect(402, "insufficient-credits");
        account.commitCredits(id, 0).expect(200);

        assertThat(account.entryTypes()).containsExactly("reserve", "commit");
        LedgerAudit.check(account);
    }

    @Test
    void theRuleThatPricedTheReservationPricesTheCommit() {
        account.grant(1_000);
        String id = account.reserve("gpu", 10).expect(201).text("id");

        String dearer = tenant.rule("gpu", Map.of("cost_type", "per_unit", "unit_cost", 50));

        Answer committed = account.commitUnits(id, 10).expect(200);
        assertThat(committed.number("committed_credits")).isEqualTo(100);
        assertThat(committed.text("rule_id")).isEqualTo(rule).isNotEqualTo(dearer);
        assertThat(account.use("gpu", 1).expect(201).number("cost")).isEqualTo(50);
    }

    @Test
    void whatHasEndedStaysAsItEnded() {
        account.grant(1_000);
        String committed = account.reservation(100, 60).expect(201).text("id");
        account.commitCredits(committed, 100).expect(200);
        String released = account.reservation(100, 60).expect(201).text("id");
        account.release(released).expect(200);

        for (String id : List.of(committed, released)) {
            String status = id.equals(committed) ? "committed" : "released";
            for (Answer refused : List.of(account.commitCredits(id, 1), account.release(id), account.extend(id, 60))) {
                assertThat(refused.expect(409, "reservation-not-active").text("reservation_status"))
                        .isEqualTo(status);
            }
            assertThat(account.reservation(id).text("status")).isEqualTo(status);
        }
        assertThat(account.balance()).isEqualTo(900);
        LedgerAudit.check(account);
    }

    @Test
    void aReleaseSaysWhyInTheLedger() {
        account.grant(1_000);
        String id = account.reservation(100, 60).expect(201).text("id");

        Answer released = api.post("/v1/reserve/" + id + "/release", Map.of("reason", "canceled")).expect(200);

        assertThat(released.number("released_credits")).isEqualTo(100);
        assertThat(account.ledger().getLast().at("/metadata/reason").textValue()).isEqualTo("canceled");
    }

    @Test
    void anIdThatLeadsNowhereIsNotFound() {
        account.grant(1_000);
        String held = account.reservation(100, 60).expect(201).text("id");
        UUID owner = UUID.fromString(account.id());
        List<String> nothing = List.of("x", "res_nothing", "blk_" + held.substring(4),
                new ResourceId(ResourceId.Kind.RESERVATION, UUID.randomUUID(), 1).toString(),
                new ResourceId(ResourceId.Kind.RESERVATION, owner, 1).toString(),
                new ResourceId(ResourceId.Kind.RESERVATION, owner, 99).toString());

        for (String id : nothing) {
            for (Answer answer : List.of(api.get("/v1/reserve/" + id), account.commitCredits(id, 1),
                    account.release(id), account.extend(id, 5))) {
                assertThat(answer.expect(404, "not-found").text("resource")).as(id).isEqualTo("reservation");
            }
        }
        for (Api stranger : List.of(tenant.test(), Tenant.create().live())) {
            assertThat(account.by(stranger).release(held).expect(404, "not-found").text("resource"))
                    .isEqualTo("reservation");
            stranger.get("/v1/reserve/" + held).expect(404, "not-found");
        }
        assertThat(account.reservation(held).text("status")).isEqualTo("active");
    }

    @Test
    void actualUnitsAreOfAMetricsReservationOnly() {
        account.grant(1_000);
        String id = account.reservation(100, 60).expect(201).text("id");
        Api retried = api.idempotencyKey(UUID.randomUUID().toString());

        Answer refused = retried.post("/v1/reserve/" + id + "/commit", Map.of("actual_units", 1));

        assertThat(refused.expect(400, "invalid-request").faults()).containsExactly("/actual_units");
        retried.post("/v1/reserve/" + id + "/commit", Map.of("credits", 1)).expect(200);
    }

    @Test
    void anUnknownOrUnpricedMetricCannotBeHeld() {
        tenant.metric("unpriced");
        account.grant(10);

        assertThat(account.reserve("nothing", 1).expect(404, "not-found").text("resource"))
                .isEqualTo("billable_metric");
        account.reserve("unpriced", 1).expect(422, "metric-not-priced");
        assertThat(api.post("/v1/reserve", Map.of("customer_id", UUID.randomUUID().toString(), "credits", 0))
                .expect(404, "not-found").text("resource")).isEqualTo("customer");
    }

    @Test
    void aRefusedReservationLeavesNoCustomerAndAnAnswerIsKept() {
        Api once = api.idempotencyKey("hold-1");
        var body = Map.of("external_customer_id", account.externalId(), "credits", 5);

        assertThat(once.post("/v1/reserve", body).expect(402, "insufficient-credits").number("effective_balance"))
                .isZero();
        api.get(account.path("")).expect(404, "not-found");
        account.grant(5);
        assertThat(once.post("/v1/reserve", body).expect(402).replayed()).isTrue();
        Answer held = api.idempotencyKey("hold-2").post("/v1/reserve", body).expect(201);
        account.release(held.text("id")).expect(200);

        Answer again = api.idempotencyKey("hold-2").post("/v1/reserve", body).expect(201);
        assertThat(again.body()).isEqualTo(held.body());
        assertThat(again.replayed()).isTrue();
    }

    @Test
    void anExtensionIsTheLaterEndAndBooksNothing() {
        account.grant(100);
        Answer held = account.reservation(100, 600).expect(201);

        Answer shorter = account.extend(held.text("id"), 1).expect(200);
        Answer longer = account.extend(held.text("id"), 3_600).expect(200);

        assertThat(shorter.text("expires_at")).isEqualTo(held.text("expires_at"));
        assertThat(Instant.parse(longer.text("expires_at"))).isAfter(Instant.parse(held.text("expires_at")));
        assertThat(account.reservation(held.text("id")).text("expires_at")).isEqualTo(longer.text("expires_at"));
        assertThat(account.entryTypes()).containsExactly("grant", "reserve");
    }

    @Test
    void reservationsAreListedByCreationAndStatus() {
        account.grant(1_000);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(account.reservation(10, 60).expect(201).text("id"));
        }
        account.commitCredits(ids.get(1), 4).expect(200);
        account.release(ids.get(3)).expect(200);

        assertThat(ids(api.rows(account.path("/reservations"), 2))).isEqualTo(ids);
        assertThat(ids(api.rows(account.pathById("/reservations?status=active"), 2)))
                .containsExactly(ids.get(0), ids.get(2), ids.get(4));
        JsonNode committed = account.reservations("committed").getFirst();
        assertThat(committed).isEqualTo(account.reservation(ids.get(1)).json());
        assertThat(committed.required("committed_credits").longValue()).isEqualTo(4);
        assertThat(committed.required("released_credits").longValue()).isEqualTo(6);
        assertThat(ids(account.reservations("released"))).containsExactly(ids.get(3));
        assertThat(account.reservations("expired")).isEmpty();
    }

    @Test
    void allOfACustomerAreReleasedAtOnce() {
        account.grant(1_000);
        String ended = account.reservation(50, 60).expect(201).text("id");
        account.commitCredits(ended, 50).expect(200);
        for (int i = 1; i <= 4; i++) {
            account.reservation(100 * i / 2, 60).expect(201);
        }

        Answer released = api.post(account.path("/reservations/release-all"), Map.of()).expect(200);
        Answer again = api.post(account.pathById("/reservations/release-all"), Map.of()).expect(200);

        assertThat(released.number("released")).isEqualTo(4);
        assertThat(released.number("released_credits")).isEqualTo(500);
        assertThat(released.number("remaining")).isZero();
        assertThat(again.number("released")).isZero();
        assertThat(account.credits().number("effective_balance")).isEqualTo(950);
        assertThat(account.reservations("released")).hasSize(4);
        LedgerAudit.check(account);
    }

    @Test
    void theOveragePolicyHoldsBeyondTheBlocksToo() {
        account.grant(100);
        account.patch(Map.of("overage_policy", "allow", "overage_limit", 50));

        account.reserve("gpu", 16).expect(402, "insufficient-credits");
        Answer held = account.reserve("gpu", 15).expect(201);

        assertThat(held.at("/allocations/1/block_id").isNull()).isTrue();
        assertThat(held.number("/allocations/1/amount")).isEqualTo(50);
        assertThat(held.number("effective_balance")).isEqualTo(-50);
        assertThat(account.commitUnits(held.text("id"), 12).expect(200).number("balance")).isEqualTo(-20);
        LedgerAudit.check(account);
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.required("id").textValue()).toList();
    }
}
