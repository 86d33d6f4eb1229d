package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.query.Query;

/** What stands in a path arrives as it was meant, decoded once. */
class PathTest extends ApiFixture {

    @ParameterizedTest
    @ValueSource(strings = {"user-1", "org/team/7", "a b", "100%", "%2F", "%25", "a:b;c=d", "Zoë", "🦊🦊", "..a",
        "a?b#c&d", "/",
        "a\\b", "\"", "a+b", "+", "credits"})
    void anExternalIdMayHoldAnythingWhenItIsEncoded(String externalId) {
        get("/v1/customer-by-external-id/" + encoded(externalId) + "/credits").send().is(200);
        assertThat(ledger.queries.getLast()).isInstanceOfSatisfying(Query.GetCredits.class,
                query -> assertThat(query.customer()).isEqualTo(CustomerKey.ofExternalId(LIVE, externalId)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evt/1", "%", "é", "batch", "a b"})
    void anEventIdMayHoldAnythingWhenItIsEncoded(String eventId) {
        get("/v1/usage/" + encoded(eventId) + "?external_customer_id=u").send().is(200);
        assertThat(ledger.queries.getLast())
                .isEqualTo(new Query.GetUsage(CustomerKey.ofExternalId(LIVE, "u"), eventId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2E", "%2E%2E", "a%0Ab", "%7F", "%C2%85"})
    void anExternalIdThatCannotBeIsAFaultOfItsParameter(String encodedId) {
        get("/v1/customer-by-external-id/" + encodedId + "/credits").send().isProblem(400, "invalid-request")
                .errors("?external_id");
    }

    @Test
    void anExternalIdHas255CodePointsAtMost() {
        get("/v1/customer-by-external-id/" + encoded("🦊".repeat(255))).send().is(200);
        get("/v1/customer-by-external-id/" + encoded("🦊".repeat(256))).send().isProblem(400, "invalid-request")
                .errors("?external_id");
    }

    @Test
    void bothNamesOfACustomerLeadToOneAccount() {
        CustomerKey customer = CustomerKey.ofExternalId(LIVE, "user-1");
        get("/v1/customers/" + customer.customerId() + "/ledger").send().is(200);
        get("/v1/customer-by-external-id/user-1/ledger").send().is(200);
        assertThat(ledger.queries).extracting(query -> ((Query.ListLedger) query).customer())
                .containsExactly(customer, customer);
    }

    @Test
    void theEnvironmentOfTheKeyIsPartOfTheAccount() {
        addKey("qs_test_full", TEST);
        get("/v1/customers/" + CUSTOMER_ID).as("qs_test_full").send().is(200);
        assertThat(ledger.queries.getLast())
                .isEqualTo(new Query.GetCustomer(new CustomerKey(new TenantEnvironment(TENANT, Environment.TEST),
                        UUID.fromString(CUSTOMER_ID))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "1-1-1-1-1", "11111111-2222-5333-8444-55555555555g",
        "11111111-2222-5333-8444-5555555555555"})
    void anIdThatCannotBeOursReadsAsNotFound(String id) {
        assertThat(get("/v1/customers/" + id + "/credits").send().isProblem(404, "not-found").json().path("resource")
                .asText()).isEqualTo("customer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/customers/", "/v1", "/v1/customers//credits", "/V1/customers", "//v1/customers",
        "/v1/customers/" + CUSTOMER_ID + "/credits/", "/v1/usage/batch/x", "/favicon.ico"})
    void aPathIsKnownOnlyAsItIsWritten(String path) {
        get(path).send().isProblem(404, "not-found");
    }

    @Test
    void aFixedSegmentGoesBeforeAParameter() {
        get("/v1/usage/batch?external_customer_id=u").send().is(200);
        post("/v1/metering-rules/estimate").noReceipt()
                .json("{\"billable_metric_key\":\"tokens\",\"units\":1}").send().is(200);
        call("PATCH", "/v1/usage/batch").json("{}").send().isProblem(405, "method-not-allowed");
    }

    @Test
    void headIsGetWithoutABody() {
        Answer answer = call("HEAD", "/v1/customers").send();
        answer.is(200);
        assertThat(answer.body()).isEmpty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
