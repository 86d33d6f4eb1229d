package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quotastack.standalone.e2e.Api.Answer;

/** The conventions of every endpoint: problems, strict bodies and which fault wins (CONTRACT 1). */
class ProblemsTest {

    private static final byte[] NOTHING = {};

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @Test
    void aProblemSaysWhatWhereAndWhichRequest() {
        Answer problem = api.get("/v1/customers/none?x=1");

        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.text("request_id")).isEqualTo(problem.header("X-Request-Id"));
        assertThat(problem.text("instance")).isEqualTo("/v1/customers/none");
        assertThat(problem.number("status")).isEqualTo(problem.status());
        assertThat(problem.text("type")).startsWith("urn:quotastack:problem:");
        assertThat(problem.text("title")).isNotBlank();
        assertThat(problem.text("detail")).isNotBlank();
    }

    @Test
    void anUnknownPathIsNotFound() {
        for (String path : List.of("/", "/v1", "/v2/customers", "/v1/customers/", "/v1/reserve/", "/v1/planets")) {
            assertThat(api.get(path).expect(404, "not-found").text("resource")).as(path).isEqualTo("path");
        }
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsNamedWithThoseItTakes() {
        Answer refused = api.send("DELETE", "/v1/customers", NOTHING).expect(405, "method-not-allowed");

        assertThat(refused.header("Allow")).contains("GET").contains("POST");
        api.send("PUT", "/v1/usage", NOTHING).expect(405, "method-not-allowed");
        api.send("DELETE", account.path("/credits"), NOTHING).expect(405, "method-not-allowed");
        api.patch("/v1/metering-rules/x", Map.of()).expect(405, "method-not-allowed");
    }

    @Test
    void aBodyThatIsNoJsonIsMalformed() {
        for (String bad : List.of("", "{", "{\"credits\": 1,}", "{\"credits\": 1} 2", "{\"credits\":1,\"credits\":2}",
                "nonsense")) {
            api.post(account.path("/credits/grant"), bad).expect(400, "malformed-json");
        }
        api.send("POST", account.path("/credits/grant"), new byte[] {'{', '"', (byte) 0xff, '"', '}'}).expect(400,
                "malformed-json");
    }

    @Test
    void aBodyThatIsNoObjectIsInvalid() {
        for (String bad : List.of("[]", "5", "\"x\"", "null")) {
            assertThat(api.post(account.path("/credits/grant"), bad).expect(400, "invalid-request").faults()).as(bad)
                    .containsExactly("");
        }
    }

    @Test
    void onlyJsonIsSupported() {
        for (String type : List.of("text/plain", "application/xml", "application/json;charset=latin1",
                "application/merge-patch+json")) {
            api.header("Content-Type", type).post(account.path("/credits/grant"), "{\"credits\": 1}").expect(415,
                    "unsupported-media-type");
        }
        api.header("Content-Type", "Application/JSON; charset=\"UTF-8\"")
                .post(account.path("/credits/grant"), "{\"credits\": 1}").expect(201);
    }

    @Test
    void allFaultsOfARequestAreNamedAtOnce() {
        Answer refused = api.post(account.path("/credits/grant") + "?dry=1", """
                {"credits": 1.5, "priority": 1001, "reason": null, "source": "gift", "metadata": {"a/b": 5},
                 "effective_at": "tomorrow", "colour": "red", "price_paid": "10", "currency": "EURO",
                 "expires_at": null}""");

        assertThat(refused.expect(400, "invalid-request").faults()).containsExactlyInAnyOrder("/credits", "/priority",
                "/reason", "/source", "/metadata/a~1b", "/effective_at", "/colour", "/price_paid", "/currency", "dry");
    }

    @Test
    void integersHaveNeitherFractionNorExponent() {
        for (String bad : List.of("1.0", "1e3", "\"1\"", "true", "9223372036854775808", "0", "-1", "null", "[1]")) {
            assertThat(api.post(account.path("/credits/grant"), "{\"credits\": " + bad + "}")
                    .expect(400, "invalid-request").faults()).as(bad).containsExactly("/credits");
        }
    }

    @Test
    void metadataHasAtMost50PairsAnd8KibibytesOfStrings() {
        var many = new HashMap<String, String>();
        for (int i = 0; i < 51; i++) {
            many.put("k" + i, "v");
        }
        for (Map<String, ?> bad : List.of(many, Map.of("k", "v".repeat(8 * 1024)), Map.of("k", 1))) {
            assertThat(api.post(account.path("/credits/grant"), Map.of("credits", 1, "metadata", bad))
                    .expect(400, "invalid-request").faults()).hasSize(1);
        }
        many.remove("k0");
        account.grant(1, Map.of("metadata", many));
        account.grant(1, Map.of("metadata", Map.of("k", "v".repeat(8 * 1024 - 1))));
    }

    @Test
    void textsHaveAtMost1000Characters() {
        account.grant(1, Map.of("reason", "ü".repeat(1_000)));

        for (String bad : List.of("", "x".repeat(1_001))) {
            assertThat(api.post(account.path("/credits/grant"), Map.of("credits", 1, "reason", bad))
                    .expect(400, "invalid-request").faults()).containsExactly("/reason");
        }
    }

    @Test
    void aCustomerIsNamedByExactlyOneOfItsNames() {
        tenant.perUnit("calls", 1);
        var neither = Map.of("billable_metric_key", "calls");

        assertThat(api.post("/v1/usage", neither).expect(400, "customer-identifier").faults()).hasSize(1);
        assertThat(api.post("/v1/usage", Map.of("billable_metric_key", "calls", "units", -1))
                .expect(400, "invalid-request").faults()).as("among the other faults").hasSize(2).contains("/units");
    }

    @Test
    void aPathThatIsNotPercentEncodedUtf8IsInvalid() {
        assertThat(api.get("/v1/customer-by-external-id/%FF").expect(400, "invalid-request").faults())
                .containsExactly("path");
    }

    @Test
    void theFirstFaultInTheirOrderWins() {
        Api bad = api.withoutIdempotencyKey();
        Api stranger = Api.stranger(SharedProcess.get().api());

        stranger.post("/v1/nothing", "{").expect(401, "unauthenticated");
        bad.send("DELETE", "/v1/tenants", NOTHING).expect(405, "method-not-allowed");
        bad.header("Content-Type", "text/plain").post("/v1/tenants", "{").expect(403, "insufficient-scope");
        bad.header("Content-Type", "text/plain").send("POST", "/v1/customers", new byte[1024 * 1024 + 1]).expect(413,
                "payload-too-large");
        bad.header("Content-Type", "text/plain").post("/v1/customers", "{").expect(415, "unsupported-media-type");
        bad.post("/v1/customers", "{").expect(400, "missing-idempotency-key");
        api.post("/v1/customers?x=1", "{").expect(400, "malformed-json");
        api.post("/v1/usage?x=1", Map.of("external_customer_id", "a", "billable_metric_key", "nothing")).expect(400,
                "invalid-request");
    }

    @Test
    void openEndpointsNeedNoKeyAndReadEndpointsTakeNoUnknownParameters() {
        Api stranger = Api.stranger(SharedProcess.get().api());

        stranger.get("/healthz").expect(200);
        stranger.get("/readyz").expect(200);
        stranger.get("/metrics?name=x").expect(200);
        assertThat(stranger.get("/openapi.json").expect(200).text("openapi")).startsWith("3.1");
        assertThat(stranger.get("/healthz?x=1").expect(400, "invalid-request").faults()).containsExactly("x");
    }
}
