package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Requests about subscriptions and test clocks become commands and questions (CONTRACT 9). */
class SubscriptionTest extends ApiFixture {

    private static final UUID OWNER = UUID.fromString(CUSTOMER_ID);
    private static final CustomerKey CUSTOMER = new CustomerKey(LIVE, OWNER);
    private static final String SUBSCRIPTION = "/v1/subscriptions/"
            + new ResourceId(ResourceId.Kind.SUBSCRIPTION, OWNER, 3);
    private static final Page FIRST = new Page(Optional.empty(), 50);

    @Test
    void aSubscriptionIsOfAVariantAndMayBeginLater() {
        post("/v1/subscriptions").json("{\"external_customer_id\":\"u\",\"plan_variant_id\":\"var_1\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.CreateSubscription("var_1", Optional.empty(), Optional.empty(), Map.of()));

        post("/v1/subscriptions").json("""
                {"external_customer_id":"u","plan_variant_id":"var_1","start_at":"2026-12-01T01:00:00+01:00",
                 "trial_days":14,"metadata":{"a":"b"}}""").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.CreateSubscription("var_1",
                Optional.of(Instant.parse("2026-12-01T00:00:00Z")), Optional.of(14), Map.of("a", "b")));
    }

    @Test
    void allFaultsOfASubscriptionAreNamedAtOnce() {
        post("/v1/subscriptions").json("{\"start_at\":\"soon\",\"trial_days\":-1,\"metadata\":1,\"plan\":\"x\"}").send()
                .isProblem(400, "invalid-request").errors("/customer_id", "/plan_variant_id", "/start_at",
                        "/trial_days", "/metadata", "/plan");
    }

    @Test
    void aRenewalMayNameItsPayment() {
        post(SUBSCRIPTION + "/renew").send().is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.RenewSubscription(3, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(ledger.submitted.getLast().customer()).isEqualTo(CustomerRef.byId(CUSTOMER));

        post(SUBSCRIPTION + "/renew")
                .json("{\"external_payment_id\":\"pay\",\"price_paid\":900,\"currency\":\"EUR\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.RenewSubscription(3, Optional.of("pay"), Optional.of(900L), Optional.of("EUR")));
        post(SUBSCRIPTION + "/renew").json("{\"price_paid\":900}").send().isProblem(400, "invalid-request")
                .errors("/currency");
    }

    @Test
    void aCancellationIsAtPeriodEndUnlessItSaysOtherwise() {
        post(SUBSCRIPTION + "/cancel").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.CancelSubscription(3, true));
        post(SUBSCRIPTION + "/cancel").json("{\"at_period_end\":false}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.CancelSubscription(3, false));
        post(SUBSCRIPTION + "/cancel").json("{\"at_period_end\":null}").send().isProblem(400, "invalid-request")
                .errors("/at_period_end");
    }

    @Test
    void aChangeSaysWhenAndWhetherItIsProrated() {
        post(SUBSCRIPTION + "/change").json("{\"plan_variant_id\":\"v\",\"when\":\"now\",\"proration\":\"credits\"}")
                .send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.ChangeSubscription(3, "v", true, true));
        post(SUBSCRIPTION + "/change").json("{\"plan_variant_id\":\"v\",\"when\":\"period_end\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.ChangeSubscription(3, "v", false, false));
        post(SUBSCRIPTION + "/change")
                .json("{\"plan_variant_id\":\"v\",\"when\":\"period_end\",\"proration\":\"credits\"}").send()
                .isProblem(400, "invalid-request").errors("/proration");
        post(SUBSCRIPTION + "/change").json("{\"when\":\"later\"}").send().isProblem(400, "invalid-request")
                .errors("/plan_variant_id", "/when");
    }

    @ParameterizedTest
    @CsvSource({"activate", "uncancel", "pause", "resume"})
    void theOtherWaysNeedNoBody(String way) {
        post(SUBSCRIPTION + "/" + way).send().is(201);
        assertThat(ledger.command()).isEqualTo(switch (way) {
            case "activate" -> new Command.ActivateSubscription(3);
            case "uncancel" -> new Command.UncancelSubscription(3);
            case "pause" -> new Command.PauseSubscription(3);
            default -> new Command.ResumeSubscription(3);
        });
    }

    @Test
    void whatIsNoIdOfASubscriptionIsNotFound() {
        post("/v1/subscriptions/sub_x/pause").send().isProblem(404, "not-found");
        get("/v1/subscriptions/res_1").send().isProblem(404, "not-found");
    }

    @Test
    void subscriptionsAreShownAndListed() {
        get(SUBSCRIPTION).send().is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.GetSubscription(CUSTOMER, 3));
        get(SUBSCRIPTION + "/history").send().is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.SubscriptionHistory(CUSTOMER, 3, FIRST));
        get("/v1/customers/" + CUSTOMER_ID + "/subscriptions?status=overdue").send().is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(
                new Query.ListSubscriptions(CUSTOMER, Optional.of(SubscriptionStatus.OVERDUE), FIRST));
        get("/v1/subscriptions").send().is(200);
        assertThat(ledger.lists.getLast()).isEqualTo(new FakeLedger.Asked(
                new ListQuery.Subscriptions(LIVE, Optional.empty()), new KeysetPage(Optional.empty(), FIRST.limit())));
        get("/v1/subscriptions?status=dead").send().isProblem(400, "invalid-request").errors("?status");
    }

    @Test
    void aListOfAllCustomersIsMergedOfWhatEachNodeHas() {
        ledger.listing = asked -> List.of(part(Optional.of(SortKey.of(5)), 1, 5), part(Optional.empty(), 2, 7));

        JsonNode page = get("/v1/subscriptions?limit=10").send().is(200).json();

        assertThat(page.path("data").valueStream().map(row -> row.path("row").asInt())).containsExactly(1, 2, 5);
        get("/v1/subscriptions?cursor=" + page.at("/pagination/next_cursor").asText()).send().is(200);
        assertThat(ledger.lists.getLast().stretch().after()).contains(SortKey.of(5));
        get("/v1/customers?cursor=" + page.at("/pagination/next_cursor").asText()).send()
                .isProblem(400, "invalid-request").errors("?cursor");
    }

    private static ListPart<byte[]> part(Optional<SortKey> upTo, int... rows) {
        return new ListPart<>(IntStream.of(rows)
                .mapToObj(row -> new ListPart.Row<>(SortKey.of(row), Json.bytes(Map.of("row", row)))).toList(), upTo);
    }

    @Test
    void aClockIsMovedToATime() {
        post("/v1/test-clock").json("{\"external_customer_id\":\"u\",\"now\":\"2027-01-31T00:00:00Z\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.MoveTestClock(Instant.parse("2027-01-31T00:00:00Z")));
        post("/v1/test-clock").json("{\"external_customer_id\":\"u\",\"now\":\"tomorrow\"}").send()
                .isProblem(400, "invalid-request").errors("/now");
        get("/v1/test-clock?customer_id=" + CUSTOMER_ID).send().is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.GetTestClock(CUSTOMER));
    }

    /** A year ahead of everybody else's. */
    @Test
    void usageIsTimelyByTheCustomersOwnClock() {
        addKey("qs_test_full", TEST);
        Instant ahead = Instant.now().plusSeconds(365 * 86_400L);
        String event = "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"m\",\"timestamp\":\"" + ahead + "\"}";
        post("/v1/usage").as("qs_test_full").json(event).send().isProblem(422, "timestamp-out-of-range");

        ledger.grantSchedules.put(CustomerKey.ofExternalId(TEST, "u"), ahead);

        post("/v1/usage").as("qs_test_full").json(event).send().is(201);
        post("/v1/usage").json(event).send().isProblem(422, "timestamp-out-of-range");
    }
}
