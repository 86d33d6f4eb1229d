package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Settings;

/** Which fault wins (CONTRACT 1): each test has a fault and the next weaker ones, and the stronger is answered. */
class PrecedenceTest extends ApiFixture {

    private static final byte[] TOO_MUCH = new byte[1024 * 1024 + 1];

    @Test
    void aMissingKeyWinsOverAnUnknownPath() {
        get("/v1/nothing").as("").send().isProblem(401, "unauthenticated");
        get("/nothing").as("qs_live_unknown").send().isProblem(401, "unauthenticated");
    }

    @Test
    void anUnknownPathWinsOverEverythingBehindIt() {
        assertThat(post("/v1/nothing").noReceipt().body(TOO_MUCH).send().isProblem(404, "not-found").json()
                .path("resource").asText()).isEqualTo("path");
    }

    @Test
    void aWrongMethodWinsOverAMissingScopeAndTellsTheRightOnes() {
        addKey("qs_live_nothing", LIVE, Scope.PLANS_READ);
        Answer answer = call("DELETE", "/v1/customers").as("qs_live_nothing").send();
        answer.isProblem(405, "method-not-allowed");
        assertThat(answer.header("Allow")).isEqualTo("GET, POST, HEAD");
    }

    @Test
    void aMissingScopeWinsOverALargeBody() {
        addKey("qs_live_reader", LIVE, Scope.USAGE_READ);
        post("/v1/usage").as("qs_live_reader").body(TOO_MUCH).send().isProblem(403, "insufficient-scope");
    }

    @Test
    void aLargeBodyWinsOverItsMediaType() {
        post("/v1/usage").header("Content-Type", "text/plain").body(TOO_MUCH).send()
                .isProblem(413, "payload-too-large");
    }

    @Test
    void aWrongMediaTypeWinsOverTheRateLimit() {
        limitTo(1);
        get("/v1/customers").send().is(200);
        post("/v1/usage").header("Content-Type", "text/plain").body(new byte[1]).send()
                .isProblem(415, "unsupported-media-type");
    }

    @Test
    void theRateLimitWinsOverAMissingIdempotencyKey() {
        limitTo(1);
        get("/v1/customers").send().is(200);
        post("/v1/usage").noReceipt().json("{").send().isProblem(429, "rate-limited");
    }

    @Test
    void aMissingIdempotencyKeyWinsOverMalformedJson() {
        post("/v1/usage").noReceipt().json("{").send().isProblem(400, "missing-idempotency-key");
    }

    @Test
    void malformedJsonWinsOverInvalidParameters() {
        post("/v1/usage?nonsense=1").json("{").send().isProblem(400, "malformed-json");
    }

    @Test
    void invalidFieldsWinOverTheStateOfThings() {
        post("/v1/customers/no-uuid/credits/adjust").json("{\"credits\":0}").send().isProblem(400, "invalid-request")
                .errors("/credits", "/reason");
        post("/v1/customers/no-uuid/credits/adjust").json("{\"credits\":1,\"reason\":\"why\"}").send()
                .isProblem(404, "not-found");
        assertThat(ledger.submitted).isEmpty();
    }

    @Test
    void aRefusedBodyIsReadAwaySoThatTheClientGetsItsAnswer() {
        byte[] tenMebibytes = new byte[10 * 1024 * 1024];
        post("/v1/usage").body(tenMebibytes).send().isProblem(413, "payload-too-large");
        post("/v1/nothing").body(tenMebibytes).send().isProblem(404, "not-found");
        post("/v1/usage").as("").body(tenMebibytes).send().isProblem(401, "unauthenticated");
    }

    @Test
    void aBodyOfUnknownLengthIsCutAtTheLimitToo() {
        post("/v1/usage").header("Content-Type", "application/json")
                .body(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(TOO_MUCH)))
                .send().isProblem(413, "payload-too-large");
    }

    @Test
    void aBatchMayBeLarger() {
        post("/v1/usage/batch").header("Content-Type", "application/json").body(TOO_MUCH).send()
                .isProblem(400, "malformed-json");
        post("/v1/usage/batch").header("Content-Type", "application/json").body(new byte[5 * 1024 * 1024 + 1]).send()
                .isProblem(413, "payload-too-large");
    }

    private void limitTo(long requests) {
        config.apply(new ConfigChange.SettingsPut(LIVE, new Settings(Settings.DEFAULT.defaultOveragePolicy(),
                Optional.empty(), Optional.of(new RateLimit(requests, 3_600)), 35)));
    }
}
