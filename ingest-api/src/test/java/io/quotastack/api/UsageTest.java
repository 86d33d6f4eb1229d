package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;

/** Usage, one event and many (CONTRACT 5). */
class UsageTest extends ApiFixture {

    private static final String USE = "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"}";
    private static final UsageEvent EVENT = new UsageEvent("e1", "tokens", 1, Optional.empty(), Map.of());

    @Test
    void theIdempotencyKeyIsTheEventsId() {
        post("/v1/usage").idempotencyKey("e1").json(USE).send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.RecordUsage(EVENT, Optional.empty(), false, Optional.empty()));
        assertThat(ledger.submitted.getLast().customer().key()).isEqualTo(CustomerKey.ofExternalId(LIVE, "u"));
        assertThat(ledger.submitted.getLast().idempotency().orElseThrow().key()).isEqualTo("e1");
    }

    @Test
    void linesStandInPlaceOfAMetricAndItsUnits() {
        post("/v1/usage").idempotencyKey("e1").json("""
                {"external_customer_id":"u","metadata":{"call":"7"},"lines":[
                  {"billable_metric_key":"input","units":1200,"metadata":{"model":"m"}},
                  {"billable_metric_key":"output","units":0}]}""").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.RecordUsage(new UsageEvent("e1",
                UsageLines.itemized(List.of(new UsageLine("input", 1_200, Map.of("model", "m")),
                        new UsageLine("output", 0, Map.of()))),
                Optional.empty(), Map.of("call", "7"), Optional.empty()), Optional.empty(), false, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"'units':1|/billable_metric_key",
        "'lines':[]|/lines", "'lines':{}|/lines", "'lines':null|/lines",
        "'lines':[{'billable_metric_key':'a','units':1}],'units':1|/units",
        "'lines':[{'billable_metric_key':'a','units':1}],'billable_metric_key':'a'|/billable_metric_key",
        "'lines':[{'billable_metric_key':'a'}]|/lines/0/units",
        "'lines':[{'billable_metric_key':'a','units':1},{'units':1}]|/lines/1/billable_metric_key",
        "'lines':[{'billable_metric_key':'a','units':1,'model':'m'}]|/lines/0/model",
        "'lines':[{'billable_metric_key':'a','units':1,'metadata':{'k':1}}]|/lines/0/metadata/k",
        "'lines':[{'billable_metric_key':'a','units':600000000000},{'billable_metric_key':'b','units':600000000000},"
                + "{'billable_metric_key':'a','units':600000000000}]|/lines/2/units"})
    void whatIsNoUsageIsNamed(String fields, String fault) {
        post("/v1/usage").json(("{'external_customer_id':'u'," + fields + "}").replace('\'', '"')).send()
                .isProblem(400, "invalid-request").errors(fault);
    }

    @Test
    void linesAndWhatTheyBearAreBounded() {
        String line = "{\"billable_metric_key\":\"a\",\"units\":1,\"metadata\":{\"k\":\"%s\"}}";
        String fifty = String.join(",", Collections.nCopies(50, line.formatted("v")));
        post("/v1/usage").json("{\"external_customer_id\":\"u\",\"lines\":[" + fifty + "]}").send().is(201);
        post("/v1/usage").json("{\"external_customer_id\":\"u\",\"lines\":[" + fifty + "," + line + "]}").send()
                .isProblem(400, "invalid-request").errors("/lines");

        String two = line.formatted("é".repeat(4_095)) + "," + line.formatted("v".repeat(8_191));
        post("/v1/usage").json("{\"external_customer_id\":\"u\",\"lines\":[" + two + "]}").send().is(201);
        post("/v1/usage").json("{\"external_customer_id\":\"u\",\"lines\":[" + two + "," + line.formatted("vv") + "]}")
                .send().isProblem(400, "invalid-request").errors("/lines");
    }

    @Test
    void anEventOfABatchMayBeOfLines() {
        Answer answer = post("/v1/usage/batch").json("""
                {"events":[{"external_customer_id":"u","event_id":"a","lines":[{"billable_metric_key":"in","units":1}]},
                  {"external_customer_id":"u","event_id":"b","lines":[{"billable_metric_key":"No Key","units":1}]},
                  {"external_customer_id":"u","event_id":"c"}]}""").send().is(202);
        assertThat(answer.json().at("/results/0/status").asText()).isEqualTo("accepted");
        assertThat(answer.json().at("/results/1/problem/errors/0/pointer").asText())
                .isEqualTo("/events/1/lines/0/billable_metric_key");
        assertThat(answer.json().at("/results/2/problem/errors/0/pointer").asText())
                .isEqualTo("/events/2/billable_metric_key");
    }

    @Test
    void anAsynchronousEventIsAcceptedOnceItIsDurable() {
        Answer answer = post("/v1/usage").idempotencyKey("e1").header("Prefer", "respond-async").json(USE).send()
                .is(202);
        assertThat(answer.json().toString()).contains("\"event_id\":\"e1\"", "\"status\":\"accepted\"");
        assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(ledger.submitted).isEmpty();
        assertThat(ledger.accepted).singleElement().satisfies(command -> assertThat(command.command())
                .isEqualTo(new Command.RecordUsage(EVENT, Optional.empty(), true, Optional.empty())));
    }

    @Test
    void anAsynchronousEventOfAnUnknownCustomerIdIsNotAccepted() {
        String use = "{\"customer_id\":\"" + CUSTOMER_ID + "\",\"billable_metric_key\":\"tokens\"}";
        assertThat(post("/v1/usage").header("Prefer", "respond-async").json(use).send().isProblem(404, "not-found")
                .json().path("resource").asText()).isEqualTo("customer");
        ledger.customers.add(new CustomerKey(LIVE, UUID.fromString(CUSTOMER_ID)));
        post("/v1/usage").header("Prefer", "respond-async").json(use).send().is(202);
    }

    @Test
    void anAsynchronousEventThatWasChargedIsNotAcceptedTwice() {
        ledger.charged.put("e1", EVENT);
        assertThat(post("/v1/usage").idempotencyKey("e1").header("Prefer", "respond-async").json(USE).send().is(202)
                .header("X-Idempotent-Replayed")).isEqualTo("true");
        assertThat(ledger.accepted).isEmpty();
        post("/v1/usage").idempotencyKey("e1").header("Prefer", "respond-async").json(USE.replace("tokens", "images"))
                .send()
                .isProblem(422, "idempotency-key-reused");
    }

    @Test
    void aTimestampIsCheckedOnArrival() {
        post("/v1/usage").json(at(Duration.ofDays(-35).plusMinutes(1))).send().is(201);
        post("/v1/usage").json(at(Duration.ofDays(-35).minusMinutes(1))).send().isProblem(422,
                "timestamp-out-of-range");
        post("/v1/usage").json(at(Duration.ofMinutes(4))).send().is(201);
        post("/v1/usage").json(at(Duration.ofMinutes(6))).send().isProblem(422, "timestamp-out-of-range");
        config.apply(new ConfigChange.SettingsPut(LIVE,
                new Settings(Settings.DEFAULT.defaultOveragePolicy(), Optional.empty(), Optional.empty(), 1)));
        post("/v1/usage").json(at(Duration.ofDays(-2))).send().isProblem(422, "timestamp-out-of-range");
    }

    @Test
    void aChargedEventGetsItsAnswerHoweverOldItIs() {
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        ledger.charged.put("e1", new UsageEvent("e1", "tokens", 1, Optional.of(old), Map.of()));
        post("/v1/usage").idempotencyKey("e1").json(USE.replace("}", ",\"timestamp\":\"" + old + "\"}")).send().is(201);
    }

    @Test
    void aRetryAndAVoidTakeAlongWhatHistoryKnows() {
        var refused = new Command.RefusedUsage(EVENT, LONG_AGO, false);
        var charge = new Command.Charge(7,
                Optional.of(new Command.Metered(PricedUsage.of("tokens", "rule_1", 1, 5), LONG_AGO,
                        Optional.empty())),
                List.of());
        ledger.refused.put("e1", refused);
        ledger.charges.put("e/2", charge);
        post("/v1/usage/e1/retry").json("{\"external_customer_id\":\"u\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.RetryUsage("e1", Optional.of(refused)));
        post("/v1/usage/e%2F2/void").json("{\"external_customer_id\":\"u\",\"reason\":\"oops\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.VoidUsage("e/2", "oops", Optional.of(charge)));
        post("/v1/usage/e3/void").json("{\"external_customer_id\":\"u\",\"reason\":\"oops\"}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.VoidUsage("e3", "oops", Optional.empty()));
    }

    @Test
    void refusedEventsAreListedForAllCustomersOrOne() {
        var all = new ListQuery.RefusedUsage(LIVE, Optional.empty());
        SortKey place = SortKey.of(7);
        get("/v1/usage?status=refused&limit=2&cursor=" + all.cursor().behind(place)).send().is(200);
        assertThat(ledger.lists.getLast()).isEqualTo(new FakeLedger.Asked(all, new KeysetPage(Optional.of(place), 2)));
        get("/v1/usage?status=refused&external_customer_id=u").send().is(200);
        assertThat(ledger.lists.getLast()).isEqualTo(new FakeLedger.Asked(
                new ListQuery.RefusedUsage(LIVE, Optional.of(CustomerKey.ofExternalId(LIVE, "u"))),
                new KeysetPage(Optional.empty(), 50)));
    }

    @Test
    void eachEventOfABatchGetsItsOwnResult() {
        ledger.charged.put("charged", new UsageEvent("charged", "tokens", 1, Optional.empty(), Map.of()));
        Answer answer = post("/v1/usage/batch").idempotencyKey("batch").json("{\"events\":["
                + "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\",\"units\":3},"
                + "{\"event_id\":\"mine\",\"external_customer_id\":\"u\",\"billable_metric_key\":\"unknown\"},"
                + "{\"event_id\":\"charged\",\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"},"
                + "{\"event_id\":\"charged\",\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\",\"units\":9},"
                + "{\"event_id\":\"bad\",\"external_customer_id\":\"u\",\"units\":1.5,\"color\":\"red\"},"
                + "{\"customer_id\":\"" + CUSTOMER_ID + "\",\"billable_metric_key\":\"tokens\"},"
                + "{\"event_id\":\"mine\",\"external_customer_id\":\"u\",\"billable_metric_key\":\"unknown\"},"
                + "{\"event_id\":\"mine\",\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"},"
                + "{\"event_id\":\"mine\",\"external_customer_id\":\"v\",\"billable_metric_key\":\"tokens\"},"
                + "17,{\"event_id\":5,\"billable_metric_key\":\"tokens\"},"
                + "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\",\"timestamp\":\"2020-01-01T00:00:00Z\"}]}")
                .send().is(202);
        JsonNode results = answer.json().path("results");
        assertThat(results).extracting(result -> result.path("status").asText()).containsExactly("accepted",
                "accepted", "duplicate", "rejected", "rejected", "rejected", "duplicate", "rejected", "accepted",
                "rejected", "rejected", "rejected");
        assertThat(results).extracting(result -> result.path("event_id").asText()).containsExactly("batch:0", "mine",
                "charged", "charged", "bad", "batch:5", "mine", "mine", "mine", "batch:9", "null", "batch:11");
        assertThat(results).extracting(result -> result.path("problem").path("type").asText().replace(
                "urn:quotastack:problem:", "")).containsExactly("", "", "", "idempotency-key-reused",
                        "invalid-request", "not-found", "", "idempotency-key-reused", "", "invalid-request",
                        "invalid-request", "timestamp-out-of-range");
        assertThat(results.get(4).path("problem").path("errors"))
                .extracting(error -> error.path("pointer").asText())
                .containsExactlyInAnyOrder("/events/4/billable_metric_key", "/events/4/units", "/events/4/color");
        assertThat(results.get(9).path("problem").path("errors").get(0).path("pointer").asText())
                .isEqualTo("/events/9");
        assertThat(answer.json().path("accepted").asInt()).isEqualTo(3);
        assertThat(answer.json().path("duplicates").asInt()).isEqualTo(2);
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(7);
        assertThat(ledger.accepted).extracting(command -> command.commandId())
                .containsExactly(answer.header("X-Request-Id") + ":0", answer.header("X-Request-Id") + ":1",
                        answer.header("X-Request-Id") + ":8");
    }

    @Test
    void unitsBeyondEveryRangeAreAFaultOfTheirFieldOnEachWayIn() {
        String use = USE.replace("}", ",\"units\":1e9999999999}");
        post("/v1/usage").json(use).send().isProblem(400, "invalid-request").errors("/units");
        post("/v1/usage").header("Prefer", "respond-async").json(use).send().isProblem(400, "invalid-request")
                .errors("/units");
        post("/v1/metering-rules/estimate").noReceipt()
                .json("{\"billable_metric_key\":\"tokens\",\"units\":1e9999999999}").send()
                .isProblem(400, "invalid-request").errors("/units");
        JsonNode results = post("/v1/usage/batch").json("{\"events\":[" + use + "," + USE + "]}").send().is(202).json()
                .path("results");
        assertThat(results.get(0).at("/problem/errors/0/pointer").asText()).isEqualTo("/events/0/units");
        assertThat(results.get(1).path("status").asText()).isEqualTo("accepted");
    }

    /** No client leaves them alone in a URL (RFC 3986, 5.2.4), so the event could not be asked for. */
    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void anEventIdIsNoDotSegment(String id) {
        post("/v1/usage").idempotencyKey(id).json(USE).send().isProblem(400, "invalid-request")
                .errors("?Idempotency-Key");
        post("/v1/usage").idempotencyKey(id).header("Prefer", "respond-async").json(USE).send()
                .isProblem(400, "invalid-request").errors("?Idempotency-Key");
        post("/v1/usage").idempotencyKey("\"" + id + "\"").json(USE).send().isProblem(400, "invalid-request")
                .errors("?Idempotency-Key");
        JsonNode result = post("/v1/usage/batch").idempotencyKey(id)
                .json("{\"events\":[" + named(id) + "," + USE + "]}")
                .send().is(202).json().path("results");
        assertThat(result.get(0).at("/problem/errors/0/pointer").asText()).isEqualTo("/events/0/event_id");
        assertThat(result.get(1).path("event_id").asText()).as("a batch's key is no id").isEqualTo(id + ":1");
        post("/v1/customer-by-external-id/u/credits/grant").idempotencyKey(id).json("{\"credits\":1}").send().is(201);
    }

    @Test
    void aKeyThatNoMetricCanHaveIsRejectedInABatchAndOneThatMayComeToBeIsNot() {
        Stream<String> keys = Stream.of("Tokens!", "", "9lives", "a".repeat(65), "not_yet", "a".repeat(64));
        JsonNode results = post("/v1/usage/batch").json("{\"events\":["
                + keys.map(key -> USE.replace("\"tokens\"", "\"" + key + "\"")).collect(Collectors.joining(","))
                + "]}").send().is(202).json().path("results");
        assertThat(results).extracting(result -> result.path("status").asText()).containsExactly("rejected", "rejected",
                "rejected", "rejected", "accepted", "accepted");
        assertThat(results.get(0).at("/problem/type").asText()).endsWith(":invalid-request");
        assertThat(results.get(0).at("/problem/errors/0/pointer").asText()).isEqualTo("/events/0/billable_metric_key");
        assertThat(ledger.accepted).hasSize(2);
    }

    @Test
    void onlyABrokenEnvelopeRefusesABatch() {
        post("/v1/usage/batch").json("{}").send().isProblem(400, "invalid-request").errors("/events");
        post("/v1/usage/batch").json("{\"events\":[],\"x\":1}").send().isProblem(400, "invalid-request")
                .errors("/events", "/x");
        post("/v1/usage/batch").json("{\"events\":[" + "1,".repeat(1_000) + "1]}").send()
                .isProblem(400, "invalid-request").errors("/events");
        post("/v1/usage/batch").idempotencyKey("k".repeat(251)).json("{\"events\":[" + USE + "]}").send()
                .isProblem(400, "invalid-request").errors("?Idempotency-Key");
        post("/v1/usage/batch").idempotencyKey("k".repeat(250)).json("{\"events\":[1]}").send().is(202);
    }

    @Test
    void aBatchThatWaitsTellsTheOutcomes() {
        ledger.answering = command -> switch (((Command.RecordUsage) command.command()).event().eventId()) {
            case "a" -> CompletableFuture.completedFuture(
                    new Reply(201, "{\"cost\":5}".getBytes(StandardCharsets.UTF_8), false));
            case "b" -> CompletableFuture.failedFuture(new OutcomePendingException("late"));
            default -> new CompletableFuture<>();
        };
        Answer answer = post("/v1/usage/batch").header("Prefer", "wait=1")
                .json("{\"events\":[" + named("a") + "," + named("b") + "," + named("c") + ",1]}").send().is(202);
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
        JsonNode results = answer.json().path("results");
        assertThat(results.get(0).path("outcome").path("cost").asInt()).isEqualTo(5);
        assertThat(results.get(0).path("outcome_status").asInt()).isEqualTo(201);
        assertThat(results.get(1).has("outcome")).isFalse();
        assertThat(results.get(2).has("outcome")).isFalse();
        assertThat(ledger.accepted).as("what may not be durable yet is made so")
                .extracting(command -> ((Command.RecordUsage) command.command()).event().eventId())
                .containsExactly("b", "c");
    }

    @Test
    void outcomesBeyondTheRoomInABatchsAnswerAreLeftOut() {
        byte[] outcome = ("{\"cost\":5,\"allocations\":\"" + "x".repeat(1_500_000) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        ledger.answering = command -> CompletableFuture.completedFuture(new Reply(201, outcome, false));
        Answer answer = post("/v1/usage/batch").header("Prefer", "wait=5")
                .json("{\"events\":[" + named("a") + "," + named("b") + "," + named("c") + "]}").send().is(202);
        assertThat(answer.body().length()).isLessThan(4 * 1024 * 1024);
        assertThat(answer.json().path("results")).extracting(result -> result.has("outcome")).containsExactly(true,
                true, false);
        assertThat(answer.json().path("accepted").asInt()).isEqualTo(3);
        assertThat(ledger.accepted).as("all are decided").isEmpty();
    }

    @Test
    void whatMayNotBeWaitedForIsAcceptedOnly() {
        ledger.answering = command -> {
            throw new OverloadedException("too many wait");
        };
        Answer answer = post("/v1/usage/batch").header("Prefer", "wait=5").json("{\"events\":[" + named("a") + "]}")
                .send()
                .is(202);
        assertThat(answer.json().path("results").get(0).has("outcome")).isFalse();
        assertThat(ledger.accepted).hasSize(1);
    }

    @Test
    void aBatchThatCannotBeTakenInIsUnavailable() {
        ledger.answering = command -> CompletableFuture.failedFuture(new OverloadedException("backlog"));
        ledger.takesIn = false;
        post("/v1/usage/batch").header("Prefer", "wait=5").json("{\"events\":[" + named("a") + "]}").send()
                .isProblem(503, "unavailable");
    }

    @Test
    void aBatchOfWhichSomeIsDecidedIsNotCalledUndone() {
        ledger.answering = command -> ((Command.RecordUsage) command.command()).event().eventId().equals("a")
                ? CompletableFuture.completedFuture(new Reply(201, new byte[] {'{', '}'}, false))
                : CompletableFuture.failedFuture(new OverloadedException("backlog"));
        ledger.takesIn = false;
        post("/v1/usage/batch").header("Prefer", "wait=5")
                .json("{\"events\":[" + named("a") + "," + named("b") + "]}").send().isProblem(503, "outcome-pending");

        ledger.answering = command -> ((Command.RecordUsage) command.command()).event().eventId().equals("a")
                ? CompletableFuture.completedFuture(new Reply(201, new byte[] {'{', '}'}, false))
                : CompletableFuture.failedFuture(new UnavailableException("it moves"));
        post("/v1/usage/batch").header("Prefer", "wait=5")
                .json("{\"events\":[" + named("a") + "," + named("b") + "]}").send().isProblem(503, "outcome-pending");
        post("/v1/usage/batch").header("Prefer", "wait=5").json("{\"events\":[" + named("b") + "]}").send()
                .isProblem(503, "unavailable");
    }

    private static String named(String eventId) {
        return USE.replace("{", "{\"event_id\":\"" + eventId + "\",");
    }

    private static String at(Duration fromNow) {
        return USE.replace("}", ",\"timestamp\":\"" + Instant.now().plus(fromNow) + "\"}");
    }
}
