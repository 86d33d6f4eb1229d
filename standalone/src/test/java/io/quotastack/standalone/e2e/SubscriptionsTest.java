package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.events.CustomerEvent;
import io.quotastack.standalone.e2e.Api.Answer;

/** Subscriptions from start to end on the running product, by the customers' own clocks (CONTRACT 9). */
@Timeout(120)
class SubscriptionsTest {

    private static final Map<String, Object> HUNDRED = Subscriber.monthly(100, Map.of());

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.test();

    private Subscriber startingAt(String time) {
        api.post("/v1/billable-metrics", Map.of("key", "calls", "name", "Calls"));
        api.post("/v1/metering-rules",
                Map.of("billable_metric_key", "calls", "cost_type", "per_unit", "unit_cost", 1));
        return Subscriber.at(tenant, time);
    }

    @Test
    void aPrepaidOneIsRenewedOverdueExpiredAndFallsBack() {
        Subscriber customer = startingAt("2027-01-31T00:00:00Z");
        String free = Subscriber.variant(api, Subscriber.monthly(5, Map.of()));
        String paid = Subscriber.variant(api, Subscriber.with(
                Subscriber.monthly(100, Map.of("rollover_percentage", 50)), "fallback_variant_id", free));
        String id = customer.subscribe(paid, Map.of());
        assertThat(customer.period(id)).isEqualTo("2027-01-31…2027-02-28");
        customer.act(id, "renew", Map.of()).expect(409, "subscription-state");
        customer.account().use("calls", 40).expect(201);

        assertThat(customer.happensUntil("2027-02-26T00:00:00Z")).containsExactly("subscription.renewal_due");
        customer.act(id, "renew", Map.of("external_payment_id", "pay_1", "price_paid", 900, "currency", "EUR"))
                .expect(200);
        assertThat(customer.happensUntil("2027-03-01T00:00:00Z")).containsExactly("subscription.renewed");
        assertThat(customer.period(id)).isEqualTo("2027-02-28…2027-03-31");
        assertThat(customer.account().balance()).as("half of the 60 that were left, and the new grant").isEqualTo(130);

        assertThat(customer.happensUntil("2027-04-01T00:00:00Z"))
                .containsExactly("subscription.renewal_due", "subscription.overdue");
        assertThat(customer.status(id)).isEqualTo("overdue");
        assertThat(customer.account().balance()).as("period blocks live on through grace").isEqualTo(130);
        assertThat(customer.happensUntil("2027-04-03T00:00:00Z")).containsExactly("subscription.expired",
                "subscription.created", "subscription.activated");
        assertThat(customer.status(id)).isEqualTo("expired");
        assertThat(customer.account().balance()).isEqualTo(5);
        assertThat(customer.act(id, "renew", Map.of()).expect(409, "subscription-state")
                .text("subscription_status")).isEqualTo("expired");
        assertThat(customer.history(id)).containsExactly("created 2027-01-31", "activated 2027-01-31",
                "renewal_due 2027-02-25", "renewed 2027-02-28", "renewal_due 2027-03-28", "overdue 2027-03-31",
                "expired 2027-04-03");
        List<JsonNode> all = api.rows(path(customer, "/subscriptions"), 1);
        assertThat(all).extracting(one -> one.required("plan_variant_id").textValue()).containsExactly(paid, free);
        LedgerAudit.check(customer.account());
    }

    @Test
    void aPostpaidOneTellsWhatWasUsedInEachPeriod() throws Exception {
        Subscriber customer = startingAt("2027-05-31T10:00:00Z");
        String id = customer.subscribe(Subscriber.variant(api, Map.of("billing_mode", "postpaid")), Map.of());
        customer.account().grant(1_000);
        customer.account().use("calls", 30).expect(201);
        String event = customer.account().use("calls", 12).expect(201).text("event_id");

        assertThat(customer.happensUntil("2027-06-30T10:00:00Z")).containsExactly("subscription.renewed");
        api.post("/v1/usage/" + event + "/void",
                Map.of("external_customer_id", customer.account().externalId(), "reason", "twice")).expect(200);
        assertThat(customer.happensUntil("2027-07-31T10:00:00Z")).containsExactly("subscription.renewed");

        List<JsonNode> renewed = told(customer, "subscription.renewed", 2);
        assertThat(renewed.get(0).at("/usage_summary")).isEqualTo(
                Subscriber.json("[{\"billable_metric_key\":\"calls\",\"units\":42,\"cost\":42}]"));
        assertThat(renewed.get(1).at("/usage_summary")).isEqualTo(
                Subscriber.json("[{\"billable_metric_key\":\"calls\",\"units\":-12,\"cost\":-12}]"));
        customer.act(id, "renew", Map.of()).expect(409, "subscription-state");
        assertThat(customer.period(id)).isEqualTo("2027-07-31…2027-08-31");
    }

    @Test
    void aTrialIsActivatedOrRunsOut() {
        Subscriber customer = startingAt("2027-01-01T00:00:00Z");
        String variant = Subscriber.variant(api, Subscriber.with(HUNDRED, "trial_days", 14));
        String id = customer.subscribe(variant, Map.of());
        assertThat(customer.status(id)).isEqualTo("trialing");
        assertThat(customer.subscription(id).required("trial_end").textValue()).isEqualTo("2027-01-15T00:00:00.000Z");
        assertThat(customer.account().balance()).isZero();
        assertThat(customer.happensUntil("2027-01-12T00:00:00Z")).containsExactly("subscription.trial_ending");

        customer.act(id, "activate").expect(200);

        assertThat(customer.period(id)).isEqualTo("2027-01-12…2027-02-12");
        assertThat(customer.account().balance()).isEqualTo(100);

        Subscriber other = startingAt("2027-01-01T00:00:00Z");
        String lapsing = other.subscribe(variant, Map.of());
        assertThat(other.happensUntil("2027-02-01T00:00:00Z")).containsExactly("subscription.trial_ending",
                "subscription.overdue", "subscription.expired");
        other.act(lapsing, "activate").expect(409, "subscription-state");
    }

    @Test
    void aPauseLengthensThePeriod() {
        Subscriber customer = startingAt("2027-01-31T00:00:00Z");
        String id = customer.subscribe(Subscriber.variant(api, HUNDRED), Map.of());
        customer.happensUntil("2027-02-10T00:00:00Z");
        customer.act(id, "pause").expect(200);
        customer.account().use("calls", 1).expect(402, "subscription-inactive");
        assertThat(entitlement(customer, "calls").text("reason")).isEqualTo("subscription_inactive");

        assertThat(customer.happensUntil("2027-06-10T00:00:00Z")).isEmpty();
        assertThat(customer.account().balance()).isEqualTo(100);
        customer.act(id, "resume").expect(200);

        assertThat(customer.period(id)).isEqualTo("2027-01-31…2027-06-28");
        customer.account().use("calls", 1).expect(201);
    }

    @Test
    void aChangeIsProratedNowOrWaitsForThePeriodsEnd() {
        Subscriber customer = startingAt("2027-02-28T00:00:00Z");
        String small = Subscriber.variant(api, HUNDRED);
        String large = Subscriber.variant(api, Subscriber.monthly(1_000, Map.of()));
        String id = customer.subscribe(small, Map.of());
        customer.happensUntil("2027-03-07T00:00:00Z");

        Answer changed = customer.act(id, "change",
                Map.of("plan_variant_id", large, "when", "now", "proration", "credits")).expect(200);

        assertThat(changed.text("plan_variant_id")).isEqualTo(large);
        assertThat(customer.account().balance()).as("21 of 28 days of 1,000, 7 of 100")
                .isEqualTo(775);
        Answer later = customer.act(id, "change", Map.of("plan_variant_id", small, "when", "period_end")).expect(200);
        assertThat(later.text("/scheduled_change/plan_variant_id")).isEqualTo(small);
        customer.happensUntil("2027-03-26T00:00:00Z");
        customer.act(id, "renew", Map.of()).expect(200);
        assertThat(customer.happensUntil("2027-03-28T00:00:00Z")).containsExactly("subscription.changed",
                "subscription.renewed");
        assertThat(customer.account().balance()).isEqualTo(100);
        assertThat(customer.subscription(id).required("scheduled_change").isNull()).isTrue();
    }

    @Test
    void aContractEndsOrIsCanceledBefore() {
        Subscriber customer = startingAt("2027-01-01T00:00:00Z");
        String variant = Subscriber.variant(api, Map.of("billing_mode", "postpaid", "contract",
                Map.of("periods", 2, "auto_renew", false, "ending_notice_days", 10)));
        String id = customer.subscribe(variant, Map.of());
        assertThat(customer.subscription(id).required("contract_end").textValue()).startsWith("2027-03-01");
        assertThat(customer.happensUntil("2027-03-01T00:00:00Z")).containsExactly("subscription.renewed",
                "subscription.contract_ending", "subscription.contract_ended");
        assertThat(customer.status(id)).isEqualTo("canceled");

        String second = customer.subscribe(variant, Map.of());
        assertThat(customer.act(second, "cancel", Map.of()).expect(200).at("cancel_at_period_end").booleanValue())
                .isTrue();
        customer.act(second, "uncancel").expect(200);
        customer.act(second, "cancel", Map.of("at_period_end", false)).expect(200);
        assertThat(customer.status(second)).isEqualTo("canceled");
        customer.act(second, "cancel", Map.of()).expect(409, "subscription-state");
    }

    @Test
    void aCustomerHasOneLiveSubscriptionWithItsFeaturesAndMetrics() {
        Subscriber customer = startingAt("2027-01-01T00:00:00Z");
        String variant = Subscriber.variant(api, Subscriber.with(HUNDRED, "metrics", List.of("calls")));
        assertThat(entitlement(customer, "sso").text("reason")).isEqualTo("feature_not_in_plan");
        customer.subscribe(variant, Map.of());

        api.post("/v1/subscriptions", Map.of("external_customer_id", customer.account().externalId(),
                "plan_variant_id", variant)).expect(409, "subscription-exists");
        Answer seats = entitlement(customer, "seats");
        assertThat(seats.text("type")).isEqualTo("number");
        assertThat(seats.number("value")).isEqualTo(5);
        assertThat(entitlement(customer, "seats?units=5").at("allowed").booleanValue()).isTrue();
        Answer tooMany = entitlement(customer, "seats?units=6");
        assertThat(tooMany.at("allowed").booleanValue()).isFalse();
        assertThat(tooMany.text("reason")).isEqualTo("feature_not_in_plan");
        assertThat(entitlement(customer, "sso").at("value").booleanValue()).isTrue();
        assertThat(entitlement(customer, "calls").text("subscription_status")).isEqualTo("active");
        api.post("/v1/billable-metrics", Map.of("key", "other", "name", "Other")).expect(201);
        assertThat(entitlement(customer, "other").text("reason")).isEqualTo("feature_not_in_plan");
        customer.account().use("other", 1).expect(402, "feature-not-in-plan");
    }

    @Test
    void aClockOnlyGoesForwardAndDrivesTheTimesOfUsage() {
        Subscriber customer = startingAt("2031-01-01T00:00:00Z");
        customer.clock("2030-12-31T00:00:00Z").expect(422, "timestamp-out-of-range");
        customer.account().grant(10);
        Map<String, Object> use = Map.of("external_customer_id", customer.account().externalId(),
                "billable_metric_key", "calls", "units", 1, "timestamp", "2030-12-24T00:00:00Z");
        assertThat(api.post("/v1/usage", use).expect(201).text("timestamp")).startsWith("2030-12-24");
        assertThat(customer.account().use("calls", 1).expect(201).text("timestamp"))
                .isEqualTo("2031-01-01T00:00:00.000Z");
        tenant.live().post("/v1/test-clock", Map.of("external_customer_id", "x", "now", "2031-01-01T00:00:00Z"))
                .expect(404, "not-found");
        Answer stands = api.get("/v1/test-clock?external_customer_id=" + customer.account().externalId()).expect(200);
        assertThat(stands.text("status")).isEqualTo("ready");
        assertThat(stands.text("target")).isEqualTo("2031-01-01T00:00:00.000Z");
    }

    /** More than one step can do: daily grants of ten years, each with its own instant. */
    @Test
    void aLongMoveIsDoneInStepsAndAskedFor() {
        Subscriber customer = startingAt("2027-01-01T00:00:00Z");
        customer.subscribe(Subscriber.variant(api, Map.of("billing_mode", "postpaid", "credit_grants",
                List.of(Map.of("credits", 7, "expires", "cadence_end", "cadence",
                        Map.of("interval", "day", "interval_count", 1))))),
                Map.of());

        Answer moved = customer.clock("2037-01-01T00:00:00Z");

        assertThat(moved.status()).isIn(200, 202);
        Answer ready = Eventually.answers(
                () -> api.get("/v1/test-clock?external_customer_id=" + customer.account().externalId()).expect(200),
                clock -> clock.text("status").equals("ready"));
        assertThat(ready.text("now")).isEqualTo("2037-01-01T00:00:00.000Z");
        assertThat(customer.account().balance()).isEqualTo(7);
        JsonNode last = api.get(path(customer, "/ledger?order=desc&limit=1")).expect(200).at("/data/0");
        assertThat(last.required("sequence").longValue()).as("3,653 more grants, and the end of each but the last")
                .isEqualTo(1 + 2 * 3_653);
    }

    private Answer entitlement(Subscriber customer, String key) {
        return api.get(path(customer, "/entitlements/" + key)).expect(200);
    }

    private static String path(Subscriber customer, String below) {
        return "/v1/customer-by-external-id/" + customer.account().externalId() + below;
    }

    private List<JsonNode> told(Subscriber customer, String type, int count) throws Exception {
        try (var topics = new TopicReader(SharedProcess.get())) {
            return topics.avro("customer-events", CustomerEvent.class, count,
                    event -> event.getExternalCustomerId().equals(customer.account().externalId())
                            && event.getType().equals(type))
                    .stream().map(found -> Subscriber.json(found.value().getData())).toList();
        }
    }
}
