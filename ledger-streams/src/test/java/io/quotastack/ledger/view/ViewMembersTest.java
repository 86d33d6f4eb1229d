package io.quotastack.ledger.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.FeatureEntitlement;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.ledger.LedgerEntry.Context;
import io.quotastack.core.ledger.LedgerEntry.Link;
import io.quotastack.core.ledger.LedgerEntry.Movement;
import io.quotastack.core.ledger.LedgerEntry.Subject;
import io.quotastack.core.ledger.LedgerEntry.Times;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.ledger.view.ReservationView.Standing;
import io.quotastack.schemas.json.Json;

class ViewMembersTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(1, 2), Environment.TEST), "acme");

    private final BlockView block = BlockView.of(CUSTOMER,
            new BlockTerms(1, BlockSource.TOPUP, 5_000, 0, NOON, Optional.empty(), Optional.of(100L),
                    Optional.of("EUR"), Optional.empty(), Map.of("b", "2", "a", "1"), NOON,
                    Optional.of("pay_1")),
            new BlockBalance(3_000, 500), BlockStatus.ACTIVE);
    private final LedgerEntry charge = EntryHash.seal(new LedgerEntry(CUSTOMER,
            Link.behind(3, EntryHash.FIRST_PREVIOUS), EntryType.USAGE,
            new Movement(-2_000, 0, List.of(Allocation.ofBlock(1, 2_000)), List.of()),
            new Balances(3_000, 500, 0, 5_000, 2_000), new Cause("cmd", Optional.of("evt")),
            new Subject(Optional.of(UsageRef.of(Optional.of("evt"), "tokens", "rule_1", 2, 2_000)),
                    OptionalLong.empty(),
                    OptionalLong.empty(), Optional.empty()),
            Map.of(), new Times(NOON, NOON),
            new Context(Optional.empty(), Optional.of(NOON), 0, Optional.empty(), Optional.empty(), false, List.of(),
                    List.of(), List.of())));

    @Test
    void showsABlock() throws IOException {
        assertThat(json(block)).isEqualTo(Json.MAPPER.readTree("""
                {"id":"%s","source":"topup","original_amount":5000,"remaining_amount":3000,"reserved_amount":500,
                 "priority":0,"effective_at":"2026-03-01T12:00:00.000Z","expires_at":null,"price_paid":100,
                 "currency":"EUR","reason":null,"metadata":{"a":"1","b":"2"},"created_at":"2026-03-01T12:00:00.000Z",
                 "status":"active","external_payment_id":"pay_1"}""".formatted(block.id())));
    }

    @Test
    void showsACustomer() throws IOException {
        assertThat(json(CustomerView.of(Customer.named(CUSTOMER, "acme", NOON)))).isEqualTo(Json.MAPPER.readTree("""
                {"customer_id":"%s","external_customer_id":"acme","display_name":null,"metadata":{},
                 "overage_policy":null,"overage_limit":null,"low_balance_threshold":null,"spend_cap":null,
                 "auto_topup":null,"alerts":null,"caps":null,"created_at":"2026-03-01T12:00:00.000Z"}""".formatted(
                CUSTOMER.customerId())));
    }

    @Test
    void showsAChargedUsage() throws IOException {
        assertThat(json(UsageView.of(charge, "acme"))).isEqualTo(Json.MAPPER.readTree("""
                {"event_id":"evt","customer_id":"%s","external_customer_id":"acme","billable_metric_key":"tokens",
                 "units":2,"timestamp":"2026-03-01T12:00:00.000Z","cost":2000,"rule_id":"rule_1",
                 "ledger_entry_id":"%s","allocations":[{"block_id":"%s","amount":2000}],"balance":3000,
                 "reserved_balance":500,"effective_balance":2500}""".formatted(CUSTOMER.customerId(), charge.id(),
                block.id())));
    }

    @Test
    void showsWhenTopUpsAreAskedFor() throws IOException {
        var customer = new Customer(CUSTOMER, "acme", Optional.empty(), Map.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(new AutoTopup(500, "pkg_1", 3)), Optional.empty(),
                Optional.empty(), NOON);

        assertThat(json(CustomerView.of(customer)).get("auto_topup")).isEqualTo(Json.MAPPER.readTree("""
                {"threshold":500,"package_id":"pkg_1","max_per_day":3}"""));
    }

    @Test
    void showsAlertsAndCapsAsTheyWereWritten() throws IOException {
        var customer = new Customer(CUSTOMER, "acme", Optional.empty(), Map.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(List.of(Alert.percentOfPeriodGrants("ten", 10), Alert.ofBalance("low", 900))),
                Optional.of(List.of(new UsageCap("tokens", UsageCap.Measure.UNITS, 5, UsageCap.Per.PERIOD))), NOON);

        JsonNode shown = json(CustomerView.of(customer));

        assertThat(shown.get("alerts")).isEqualTo(Json.MAPPER.readTree("""
                [{"id":"ten","percent":10,"of":"period_grants"},{"id":"low","credits":900,"of":"balance"}]"""));
        assertThat(shown.get("caps")).isEqualTo(Json.MAPPER.readTree("""
                [{"billable_metric_key":"tokens","units":5,"per":"period"}]"""));
    }

    @Test
    void showsThatAnAlertWasReached() throws IOException {
        var reached = new CustomerEvent.AlertReached(Alert.percentOfPeriodGrants("ten", 10), 700, 50,
                Optional.of(new CustomerEvent.PeriodGrants(3, 1_000, 90)));

        assertThat(json(AlertReachedView.of(reached))).isEqualTo(Json.MAPPER.readTree("""
                {"alert":{"id":"ten","percent":10,"of":"period_grants"},"granted":1000,"left":90,"balance":700,
                 "reserved_balance":50,"effective_balance":650}"""));
    }

    @Test
    void showsAReservation() throws IOException {
        var reservation = new Reservation(4, 2_000, Optional.of(PricedUsage.of("tokens", "rule_1", 2, 2_000)),
                List.of(Allocation.ofBlock(1, 1_500)), Map.of("job", "7"), NOON, NOON.plusSeconds(300));
        var shown = ReservationView.of(CUSTOMER, "acme", reservation, Standing.active(reservation));

        assertThat(json(ReservationWrittenView.of(shown, List.of(charge), Account.EMPTY)))
                .isEqualTo(Json.MAPPER.readTree("""
                        {"id":"%s","status":"active","customer_id":"%s","external_customer_id":"acme",
                         "billable_metric_key":"tokens","estimated_units":2,"reserved_credits":2000,"rule_id":"rule_1",
                         "allocations":[{"block_id":"%s","amount":1500},{"block_id":null,"amount":500}],
                         "metadata":{"job":"7"},"expires_at":"2026-03-01T12:05:00.000Z",
                         "created_at":"2026-03-01T12:00:00.000Z","committed_credits":null,"released_credits":null,
                         "refunded_at":null,
                         "ledger_entry_id":"%s","ledger_entry_ids":["%5$s"],"block":null,"blocks":[],"version":0,
                         "balance":0,"reserved_balance":0,"effective_balance":0}""".formatted(
                        Reservation.idOf(CUSTOMER, 4), CUSTOMER.customerId(), block.id(), LedgerEntry.idOf(CUSTOMER, 4),
                        charge.id())));
    }

    @Test
    void showsWhatEndedAReservation() throws IOException {
        var reservation = new Reservation(4, 2_000, Optional.empty(), List.of(), Map.of(), NOON, NOON.plusSeconds(300));

        JsonNode committed = json(ReservationView.of(CUSTOMER, "acme", reservation,
                Standing.ended(ReservationStatus.COMMITTED, 500, 1_500, 9)));
        JsonNode expired = json(ReservationView.of(CUSTOMER, "acme", reservation, Standing.overdue(reservation)));

        assertThat(committed.get("committed_credits").longValue()).isEqualTo(500);
        assertThat(committed.get("released_credits").longValue()).isEqualTo(1_500);
        assertThat(committed.get("ledger_entry_id").textValue()).isEqualTo(LedgerEntry.idOf(CUSTOMER, 9));
        assertThat(expired.get("status").textValue()).isEqualTo("expired");
        assertThat(expired.get("committed_credits").isNull()).isTrue();
        assertThat(expired.get("released_credits").longValue()).isEqualTo(2_000);
    }

    @Test
    void showsARequestForATopUp() throws IOException {
        assertThat(json(TopupRequestedView.of(CUSTOMER,
                new CustomerEvent.TopupAsked(2, new AutoTopup(500, "pkg_1", 3), 480, 30))))
                .isEqualTo(Json.MAPPER.readTree("""
                        {"topup_request_id":"%s","package_id":"pkg_1","threshold":500,"max_per_day":3,"balance":480,
                         "reserved_balance":30,"effective_balance":450}""".formatted(
                        new ResourceId(ResourceId.Kind.TOPUP_REQUEST, CUSTOMER.customerId(), 2))));
    }

    @Test
    void showsWhatACreditWriteDid() throws IOException {
        JsonNode answer = json(CreditsWrittenView.of(List.of(charge), List.of(), "acme"));

        assertThat(answer).isEqualTo(Json.MAPPER.readTree("""
                {"ledger_entry_id":"%1$s","ledger_entry_ids":["%1$s"],"block":null,"blocks":[],"version":4,
                 "balance":3000,"reserved_balance":500,"effective_balance":2500,"customer_id":"%2$s",
                 "external_customer_id":"acme","external_payment_id":null}""".formatted(charge.id(),
                CUSTOMER.customerId())));
    }

    @Test
    void showsASubscription() throws IOException {
        Instant later = NOON.plusSeconds(3600);
        var live = new Subscription(2,
                new Subscription.Terms(new PlanVariant.Ref("var_1", 3), "plan_1", Optional.of(2)),
                new Phase.Overdue(later, false),
                new Subscription.Calendar(Optional.of(new Period(NOON, later)), Anchor.of(NOON), 1, Anchor.of(NOON),
                        List.of()),
                new Subscription.AtPeriodEnd(true, Optional.of("var_2")), Subscription.Notices.NOTHING,
                Optional.of(later), Map.of("a", "1"), NOON);
        JsonNode shown = json(SubscriptionView.of(CUSTOMER, "acme",
                new SubscriptionSnapshot(live, live.status(), Optional.of(later))));

        assertThat(shown).isEqualTo(Json.MAPPER.readTree("""
                {"id":"%s","status":"overdue","customer_id":"%s","external_customer_id":"acme","plan_id":"plan_1",
                 "plan_variant_id":"var_1","variant_version":3,"current_period_start":"2026-03-01T12:00:00.000Z",
                 "current_period_end":"2026-03-01T13:00:00.000Z","trial_end":null,
                 "grace_end":"2026-03-01T13:00:00.000Z","cancel_at_period_end":true,
                 "scheduled_change":{"plan_variant_id":"var_2","at":"2026-03-01T13:00:00.000Z"},"paused_at":null,
                 "contract_end":"2026-03-01T13:00:00.000Z","metadata":{"a":"1"},
                 "created_at":"2026-03-01T12:00:00.000Z"}""".formatted(Subscription.idOf(CUSTOMER, 2),
                CUSTOMER.customerId())));
    }

    @Test
    void showsASubscriptionThatHasNotBegun() throws IOException {
        var scheduled = new Subscription(1,
                new Subscription.Terms(new PlanVariant.Ref("var_1", 1), "plan_1", Optional.empty()),
                new Phase.Scheduled(NOON, 0),
                new Subscription.Calendar(Optional.empty(), Anchor.of(NOON), 0, Anchor.of(NOON), List.of()),
                Subscription.AtPeriodEnd.NOTHING, Subscription.Notices.NOTHING, Optional.of(NOON), Map.of(), NOON);
        JsonNode shown = json(SubscriptionView.of(CUSTOMER, "acme",
                new SubscriptionSnapshot(scheduled, scheduled.status(), Optional.empty())));

        assertThat(shown.get("status").textValue()).isEqualTo("scheduled");
        assertThat(shown.get("current_period_start").isNull()).isTrue();
        assertThat(shown.get("scheduled_change").isNull()).isTrue();
    }

    @Test
    void showsATestClockAndWhatFellDueOnceItStands() throws IOException {
        List<ClockEvent> happened = List.of(new ClockEvent("subscription.renewed", NOON, 7));
        assertThat(json(TestClockView.of(NOON, NOON, false, happened))).isEqualTo(Json.MAPPER.readTree("""
                {"now":"2026-03-01T12:00:00.000Z","target":"2026-03-01T12:00:00.000Z","status":"ready",
                 "transitions":[{"type":"subscription.renewed","occurred_at":"2026-03-01T12:00:00.000Z",
                                 "sequence":7}]}"""));
        assertThat(json(TestClockView.of(NOON, NOON.plusSeconds(1), true, happened))).isEqualTo(
                Json.MAPPER.readTree("""
                        {"now":"2026-03-01T12:00:00.000Z","target":"2026-03-01T12:00:01.000Z","status":"moving",
                         "transitions":[]}"""));
    }

    @Test
    void showsWhatAPlanSaysOfAFeature() throws IOException {
        Customer customer = Customer.named(CUSTOMER, "acme", NOON);
        assertThat(json(FeatureView.of(new FeatureEntitlement(customer, "seats", 2,
                Optional.of(new Feature.Quantity(new BigDecimal("2.50"))), Optional.empty(),
                Optional.of(SubscriptionStatus.ACTIVE), 4)))).isEqualTo(Json.MAPPER.readTree("""
                        {"allowed":true,"reason":null,"customer_id":"%s","external_customer_id":"acme",
                         "feature_key":"seats","units":2,"type":"number","value":2.50,"subscription_status":"active",
                         "as_of_sequence":4}""".formatted(CUSTOMER.customerId())));
        JsonNode without = json(FeatureView.of(new FeatureEntitlement(customer, "seats", 1, Optional.empty(),
                Optional.of(Entitlement.Reason.FEATURE_NOT_IN_PLAN), Optional.empty(), 4)));
        assertThat(without.get("value").isNull() && without.get("type").isNull()).isTrue();
        assertThat(without.get("reason").textValue()).isEqualTo("feature_not_in_plan");
    }

    private static JsonNode json(Object view) throws IOException {
        return Json.MAPPER.readTree(Json.bytes(view));
    }
}
