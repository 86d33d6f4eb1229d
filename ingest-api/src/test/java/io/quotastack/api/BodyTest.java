package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.UsageCap;

/** Bodies are strict, and all their faults are named at once (CONTRACT 1). */
class BodyTest extends ApiFixture {

    private static final String GRANT = "/v1/customer-by-external-id/user-1/credits/grant";
    private static final String CUSTOMER = "/v1/customer-by-external-id/user-1";

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}}", "{} {}", "nope", "{'a':1}", "{\"credits\":1,\"credits\":1}",
        "{\"credits\":01}",
        "{\"credits\":1,}", "{\"metadata\":{\"a\":\"1\",\"a\":\"2\"}}", "{\"credits\":NaN}", "\uFEFF{}", "//x\n{}"})
    void whatIsNoJsonIsMalformed(String body) {
        post(GRANT).json(body).send().isProblem(400, "malformed-json");
    }

    @Test
    void ofABodyOfNothingButFaultsNotAllAreTold() {
        String unknown = IntStream.range(0, 5_000).mapToObj(i -> "\"f" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        Answer answer = post("/v1/usage").json(unknown).send().isProblem(400, "invalid-request");
        assertThat(answer.json().path("errors")).hasSize(200);
        assertThat(answer.json().path("detail").asText()).contains("more than 200");
    }

    @Test
    void onlyUtf8IsJson() {
        post(GRANT).header("Content-Type", "application/json").body("{}".getBytes(StandardCharsets.UTF_16)).send()
                .isProblem(400, "malformed-json");
        post(GRANT).header("Content-Type", "application/json").body(new byte[] {'"', (byte) 0xff, '"'}).send()
                .isProblem(400, "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true"})
    void aBodyIsAnObject(String body) {
        post(GRANT).json(body).send().isProblem(400, "invalid-request").errors("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json; charset=\"",
        "application/json; charset=none such",
        "application/json; charset=utf-7", "application/vnd.api+json", "application/jsonx",
        "application/json; charset=iso-8859-1"})
    void anotherMediaTypeIsNotSupported(String type) {
        post(GRANT).header("Content-Type", type).body("{}".getBytes(StandardCharsets.UTF_8)).send().isProblem(415,
                "unsupported-media-type");
    }

    @Test
    void aBodyNeedsAMediaTypeAndNoCompression() {
        post(GRANT).body("{}".getBytes(StandardCharsets.UTF_8)).send().isProblem(415, "unsupported-media-type");
        post(GRANT).header("Content-Encoding", "gzip").json("{}").send().isProblem(415, "unsupported-media-type");
        post(GRANT).header("Content-Type", "application/json; charset=utf-8x")
                .body("{}".getBytes(StandardCharsets.UTF_8)).send().isProblem(415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\";x=y"})
    void theMediaTypeMayHaveParameters(String type) {
        post(GRANT).header("Content-Type", type).body("{\"credits\":1}".getBytes(StandardCharsets.UTF_8)).send()
                .is(201);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        post(GRANT + "?x=1")
                .json("{\"credits\":0,\"source\":\"heaven\",\"priority\":1001,\"reason\":\"\",\"expires_at\":\"soon\","
                        + "\"price_paid\":-1,\"currency\":\"euro\",\"metadata\":{\"a/b~c\":1},\"credit\":5}")
                .send()
                .isProblem(400, "invalid-request").errors("?x", "/credits", "/source", "/priority", "/reason",
                        "/expires_at", "/price_paid", "/currency", "/metadata/a~1b~0c", "/credit");
        assertThat(ledger.submitted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "1E0", "0.5", "\"1\"", "null", "true", "[1]", "0", "-1",
        "9223372036854775808",
        "100000000000000000000000000", "1e9999999999", "-1e9999999999", "1e-9999999999", "1E+2147483648",
        "1e999999999"})
    void anAmountIsAnIntegerInItsRange(String credits) {
        post(GRANT).json("{\"credits\":" + credits + "}").send().isProblem(400, "invalid-request").errors("/credits");
    }

    /** A limit of the parser on the length of a number would make one bad field a fault of the whole document. */
    @ParameterizedTest
    @ValueSource(ints = {41, 1_001, 1_000_000})
    void aNumberOfAnyLengthIsAFaultOfItsField(int digits) {
        post(GRANT).json("{\"credits\":" + "9".repeat(digits) + "}").send().isProblem(400, "invalid-request")
                .errors("/credits");
        post(GRANT).json("{\"credits\":1." + "9".repeat(digits) + "}").send().isProblem(400, "invalid-request")
                .errors("/credits");
        post(GRANT).json("{\"credits\":1e" + "9".repeat(digits) + "}").send().isProblem(400, "invalid-request")
                .errors("/credits");
    }

    @Test
    void anAmountMayBeTheLargest() {
        post(GRANT).json("{\"credits\":9223372036854775807}").send().is(201);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-31T12:00:00Z,2026-01-31T12:00:00Z", "2026-01-31t12:00:00.123456z,2026-01-31T12:00:00.123Z",
        "2026-01-31T12:00:00.9999+02:00,2026-01-31T10:00:00.999Z",
        "2026-01-31T12:00:00-00:30,2026-01-31T12:30:00Z"})
    void aTimeHasAnyOffsetAndIsCutToMilliseconds(String given, String kept) {
        post(GRANT).json("{\"credits\":1,\"effective_at\":\"" + given + "\"}").send().is(201);
        assertThat(((Command.GrantCredits) ledger.command()).effectiveAt()).contains(Instant.parse(kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-02-30T12:00:00Z",
        "2026-01-31 12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:00:00+0100", "0000-01-01T00:00:00+01:00",
        "12026-01-31T12:00:00Z", "1767225600"})
    void anythingElseIsNoTime(String given) {
        post(GRANT).json("{\"credits\":1,\"effective_at\":\"" + given + "\"}").send()
                .isProblem(400, "invalid-request").errors("/effective_at");
    }

    @Test
    void lengthsCountCodePoints() {
        post(GRANT).json("{\"credits\":1,\"reason\":\"" + "🦊".repeat(1_000) + "\"}").send().is(201);
        post(GRANT).json("{\"credits\":1,\"reason\":\"" + "🦊".repeat(1_001) + "\"}").send()
                .isProblem(400, "invalid-request").errors("/reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"external_customer_id", "external_id"})
    void aNewCustomerIsNamedByEitherField(String field) {
        post("/v1/customers").json("{\"" + field + "\":\"org:7\"}").send().is(201);
        assertThat(ledger.submitted.getLast().customer().externalId()).contains("org:7");
        post("/v1/customers").json("{\"" + field + "\":\"..\"}").send().isProblem(400, "invalid-request")
                .errors("/" + field);
    }

    @Test
    void aNewCustomerIsNamedOnce() {
        post("/v1/customers").json("{}").send().isProblem(400, "invalid-request").errors("/external_customer_id");
        post("/v1/customers").json("{\"external_customer_id\":\"a\",\"external_id\":\"a\"}").send()
                .isProblem(400, "invalid-request").errors("/external_id");
        post("/v1/customers").json("{\"external_customer_id\":null,\"external_id\":\"a\"}").send()
                .isProblem(400, "invalid-request");
    }

    @Test
    void textIsWellFormedUnicode() {
        post(GRANT).json("{\"credits\":1,\"reason\":\"\\ud800\",\"metadata\":{\"k\":\"\\udc00x\"}}").send()
                .isProblem(400, "invalid-request").errors("/reason", "/metadata/k");
    }

    @Test
    void metadataHasFiftyPairsAndEightKibibytesAtMost() {
        post(GRANT).json("{\"credits\":1,\"metadata\":" + pairs(50, 10) + "}").send().is(201);
        post(GRANT).json("{\"credits\":1,\"metadata\":" + pairs(51, 1) + "}").send().isProblem(400, "invalid-request")
                .errors("/metadata");
        post(GRANT).json("{\"credits\":1,\"metadata\":{\"k\":\"" + "é".repeat(4_095) + "x\"}}").send().is(201);
        post(GRANT).json("{\"credits\":1,\"metadata\":{\"k\":\"" + "é".repeat(4_096) + "\"}}").send()
                .isProblem(400, "invalid-request").errors("/metadata");
    }

    @Test
    void aGrantIsReadInFull() {
        post(GRANT).json("{\"credits\":5000,\"source\":\"promotional\",\"reason\":\"hello\",\"priority\":-7,"
                + "\"effective_at\":\"2027-01-01T00:00:00Z\",\"expires_in_seconds\":60,\"price_paid\":499,"
                + "\"currency\":\"EUR\",\"metadata\":{\"a\":\"b\"}}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.GrantCredits(5_000, BlockSource.PROMOTIONAL,
                Optional.of("hello"), -7, Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                new Command.Expiry(Optional.empty(), OptionalLong.of(60)), Optional.of(499L), Optional.of("EUR"),
                Map.of("a", "b")));
    }

    @Test
    void fieldsThatExcludeOrNeedEachOtherAreNamed() {
        post(GRANT).json(
                "{\"credits\":1,\"expires_at\":\"2027-01-01T00:00:00Z\",\"expires_in_seconds\":5,\"price_paid\":5}")
                .send().isProblem(400, "invalid-request").errors("/expires_in_seconds", "/currency");
        post(GRANT).json("{\"credits\":1,\"currency\":\"EUR\",\"effective_at\":\"2027-01-01T00:00:00Z\","
                + "\"expires_at\":\"2027-01-01T00:00:00Z\"}").send().isProblem(400, "invalid-request")
                .errors("/price_paid", "/expires_at");
    }

    @Test
    void aVoidNamesABlockOfTheCustomer() {
        CustomerKey customer = CustomerKey.ofExternalId(LIVE, "user-1");
        voidBlock(customer.customerId(), 3).is(201);
        assertThat(ledger.command()).isEqualTo(new Command.VoidBlock(3, "why"));
        assertThat(voidBlock(UUID.fromString(CUSTOMER_ID), 3).isProblem(404, "not-found").json().path("resource")
                .asText()).isEqualTo("block");
    }

    private Answer voidBlock(UUID ownerOfBlock, long ordinal) {
        var id = new ResourceId(ResourceId.Kind.BLOCK, ownerOfBlock, ordinal);
        return post(CUSTOMER + "/credits/blocks/" + id + "/void").json("{\"reason\":\"why\"}").send();
    }

    @Test
    void inAPatchNullClearsWhatIsNullableAndAbsentLeavesIt() {
        patch(CUSTOMER)
                .json("{\"display_name\":null,\"overage_policy\":\"allow\",\"overage_limit\":null,\"spend_cap\":null}")
                .send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.UpdateCustomer(Optional.of(Optional.empty()),
                Optional.empty(), Optional.of(Optional.of(OveragePolicy.ALLOW)), Optional.of(Optional.empty()),
                Optional.empty(), Optional.of(Optional.empty()), Optional.empty()));
    }

    @Test
    void inAPatchNullIsAWrongTypeOfWhatIsNot() {
        patch(CUSTOMER)
                .json("{\"metadata\":null,\"external_id\":\"x\",\"spend_cap\":{\"credits\":null,\"per\":\"year\"}}")
                .send().isProblem(400, "invalid-request")
                .errors("/metadata", "/external_id", "/spend_cap/credits", "/spend_cap/per");
    }

    @Test
    void aPatchSetsAlertsAndCaps() {
        patch(CUSTOMER).json("""
                {"alerts":[{"id":"low","credits":900,"of":"balance"},{"id":"fifth","percent":20,"of":"period_grants"}],
                 "caps":[{"billable_metric_key":"tokens","units":5,"per":"period"},
                         {"billable_metric_key":"tokens","credits":0,"per":"period"}]}""").send().is(201);
        assertThat(ledger.command()).isEqualTo(Command.UpdateCustomer.watching(
                Optional.of(Optional.of(
                        List.of(Alert.ofBalance("low", 900), Alert.percentOfPeriodGrants("fifth", 20)))),
                Optional.of(Optional.of(
                        List.of(new UsageCap("tokens", UsageCap.Measure.UNITS, 5, UsageCap.Per.PERIOD),
                                new UsageCap("tokens", UsageCap.Measure.CREDITS, 0, UsageCap.Per.PERIOD))))));
        patch(CUSTOMER).json("{\"alerts\":null,\"caps\":[]}").send().is(201);
        assertThat(ledger.command()).isEqualTo(Command.UpdateCustomer.watching(Optional.of(Optional.empty()),
                Optional.of(Optional.of(List.of()))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "alerts":[{}]                                                   | /alerts/0/id /alerts/0/of /alerts/0/percent
            "alerts":[{"id":"a b","percent":100,"of":"balance"}]            | /alerts/0/id /alerts/0/percent
            "alerts":[{"id":"a","percent":5,"of":"balance"}]                | /alerts/0/percent
            "alerts":[{"id":"a","percent":5,"of":"all","x":1}]              | /alerts/0/of /alerts/0/x
            "alerts":[{"id":"a","percent":5,"credits":-1,"of":"period_grants"}] | /alerts/0/credits /alerts/0/credits
            "alerts":[{"id":"a","credits":null,"of":"balance"}]             | /alerts/0/credits
            "alerts":[{A},{"id":"b","credits":1,"of":"balance"},{A}]        | /alerts/2/id
            "alerts":[{A},{A},null]                                         | /alerts/2
            "alerts":{}                                                     | /alerts
            "caps":[{}]                                                     | /caps/0/billable_metric_key /caps/0/per /caps/0/units
            "caps":[{"billable_metric_key":"","units":1.5,"per":"year"}]    | /caps/0/billable_metric_key /caps/0/units /caps/0/per
            "caps":[{"billable_metric_key":"m","units":1,"credits":1,"per":"day"}] | /caps/0/credits
            "caps":[{C,"units":1},{C,"credits":1},{C,"units":2}]            | /caps/2
            "alerts":[{A},{A},{A},{A},{A},{A},{A},{A},{A},{A},{A}],"caps":7 | /alerts /caps
            """)
    void allFaultsOfAlertsAndCapsAreNamed(String members, String errors) {
        String json = members.replace("{A}", "{\"id\":\"a\",\"credits\":1,\"of\":\"balance\"}").replace("{C,",
                "{\"billable_metric_key\":\"m\",\"per\":\"day\",");

        patch(CUSTOMER).json("{" + json + "}").send().isProblem(400, "invalid-request")
                .errors(errors.split(" ", -1));
    }

    @Test
    void aCustomerIsNamedByExactlyOneOfItsNames() {
        String rest = "\"billable_metric_key\":\"tokens\"}";
        post("/v1/usage").json("{" + rest).send().isProblem(400, "customer-identifier").errors("/customer_id");
        post("/v1/usage").json("{\"customer_id\":\"" + CUSTOMER_ID + "\",\"external_customer_id\":\"u\"," + rest).send()
                .isProblem(400, "customer-identifier").errors("/customer_id");
        post("/v1/usage").json("{\"units\":-1," + rest).send().isProblem(400, "invalid-request")
                .errors("/customer_id", "/units");
        post("/v1/usage").json("{\"customer_id\":\"u\"," + rest).send().isProblem(400, "invalid-request")
                .errors("/customer_id");
        post("/v1/usage").json("{\"external_customer_id\":\"..\"," + rest).send().isProblem(400, "invalid-request")
                .errors("/external_customer_id");
        get("/v1/usage/e1").send().isProblem(400, "customer-identifier").errors("?customer_id");
        get("/v1/usage/e1?external_customer_id=u&customer_id=" + CUSTOMER_ID).send()
                .isProblem(400, "customer-identifier").errors("?customer_id");
    }

    @ParameterizedTest
    @CsvSource({"/v1/customers?limit=0,?limit", "/v1/customers?limit=201,?limit", "/v1/customers?limit=x,?limit",
        "/v1/customers?limit=%2B5,?limit", "/v1/customers?limit=,?limit", "/v1/customers?cursor=,?cursor",
        "/v1/customers?limit=1&limit=2,?limit", "/v1/customers?color=red,?color",
        "/v1/customers?effective_balance_below=1.5,?effective_balance_below", "/v1/customers?metadata==x,?metadata",
        "/v1/customers/11111111-2222-5333-8444-555555555555/ledger?from=yesterday,?from",
        "/v1/customers/11111111-2222-5333-8444-555555555555/ledger?type=theft,?type",
        "/v1/customers/11111111-2222-5333-8444-555555555555/ledger?order=up,?order",
        "/v1/customers/11111111-2222-5333-8444-555555555555/credits?include_blocks=1,?include_blocks",
        "/v1/customers/11111111-2222-5333-8444-555555555555/credits/blocks?status=lost,?status",
        "/v1/customers/11111111-2222-5333-8444-555555555555/reservations?status=held,?status",
        "/v1/customers/11111111-2222-5333-8444-555555555555/entitlements/m?units=-1,?units",
        "/v1/customers/11111111-2222-5333-8444-555555555555/entitlements/m?units=1000000000001,?units",
        "/v1/customers/11111111-2222-5333-8444-555555555555/usage/summary?from=2026-01-01T00:00:00Z,?to",
        "/v1/usage,?status", "/v1/usage?status=charged,?status", "/healthz?x=y,?x"})
    void aBadParameterIsNamed(String path, String fault) {
        get(path).send().isProblem(400, "invalid-request").errors(fault);
    }

    private static String pairs(int count, int length) {
        var text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"").append("x".repeat(length))
                    .append('"');
        }
        return text.append('}').toString();
    }
}
