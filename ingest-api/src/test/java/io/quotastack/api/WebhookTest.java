package io.quotastack.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookPatch;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.schemas.json.Json;

/** Where webhooks go, and what can be asked of deliveries (CONTRACT 10). */
class WebhookTest extends ApiFixture {

    private static final String CONFIG = "/v1/tenants/" + TENANT + "/config";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void aSecretLeavesTheRequestSealed() {
        settings("{\"webhook_url\":\"https://example.org/hook?a=b\",\"webhook_secret\":\"" + SECRET + "\"}").is(201);

        WebhookPatch patch = patched();
        SealedSecret sealed = patch.secret().orElseThrow().orElseThrow();
        assertThat(patch.url()).contains(Optional.of("https://example.org/hook?a=b"));
        assertThat(sealed.toString()).doesNotContain(SECRET.substring(6));
        assertThat(secrets.open(LIVE, sealed)).hasSize(24);
        assertThat(sealed.mark()).isEqualTo(secrets.seal(LIVE, secrets.open(LIVE, sealed)).mark());
        assertThat(new String(Json.bytes(config.asked.getLast().idempotency()), UTF_8))
                .doesNotContain(SECRET.substring(6));
    }

    @Test
    void nullClearsAndAbsenceLeavesAlone() {
        settings("{\"webhook_url\":null,\"webhook_events\":[\"credit.granted\",\"credit.granted\"]}").is(201);

        assertThat(patched()).isEqualTo(new WebhookPatch(Optional.of(Optional.empty()), Optional.empty(),
                Optional.of(Optional.of(List.of("credit.granted")))));
    }

    @Test
    void namesWhatIsWrongWithAnEndpoint() {
        for (String url : List.of("", "example.org", "ftp://example.org", "https://", "https://u:p@example.org",
                "https://example.org/#a", "https:///hook", "https://example.org:99999/", "https://example.org:0/",
                "https://u@my_app/", "https://a..b/", "https://a b/",
                "http://example.org/")) {
            settings("{\"webhook_url\":\"" + url + "\"}").isProblem(400, "invalid-request").errors("/webhook_url");
        }
        for (String secret : List.of("", "whsec_", "short", "c2hvcnQ=", "not base64 at all, and quite long too",
                "A".repeat(100))) {
            settings("{\"webhook_secret\":\"" + secret + "\"}").isProblem(400, "invalid-request")
                    .errors("/webhook_secret");
        }
        settings("{\"webhook_events\":[\"no.such\"]}").isProblem(400, "invalid-request").errors("/webhook_events/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://my_app:9000/hook", "https://example.org.", "https://[2001:db8::1]:8443/",
        "https://a-b_c.d/",
        "https://10.0.0.1/", "https://example.org:/"})
    void takesEveryNameThatAHostMayHave(String url) {
        settings("{\"webhook_url\":\"" + url + "\"}").is(201);

        assertThat(patched().url()).contains(Optional.of(url));
    }

    @Test
    void plainHttpIsForTestOnly() {
        patch(CONFIG + "?environment=test").as(ROOT_KEY).json("{\"webhook_url\":\"http://example.org/\"}").send()
                .is(201);
    }

    @Test
    void deliveriesAreListedByFilters() {
        get("/v1/webhooks/deliveries?status=dead&type=credit.granted&limit=2&external_customer_id=alice").send()
                .is(200);
        get("/v1/webhooks/deliveries?type=webhook.test").send().is(200);
        get("/v1/webhooks/deliveries?status=lost&type=no.such").send().isProblem(400, "invalid-request")
                .errors("?status", "?type");

        assertThat(webhooks.queries).first()
                .isEqualTo(new ListQuery.Deliveries(LIVE, Optional.of(DeliveryStatus.DEAD),
                        Optional.of(CustomerKey.ofExternalId(LIVE, "alice")), Optional.of("credit.granted")));
    }

    @Test
    void aDeliveryIsFoundByItsId() {
        String id = new ResourceId(ResourceId.Kind.DELIVERY, UUID.fromString(CUSTOMER_ID), 7).toString();
        get("/v1/webhooks/deliveries/" + id).send().is(200);
        post("/v1/webhooks/deliveries/" + id + "/retry").send().is(200);
        post("/v1/webhooks/deliveries/nonsense/retry").send().isProblem(404, "not-found");

        assertThat(webhooks.requests).singleElement().satisfies(request -> {
            assertThat(request.action()).isEqualTo(new DeliveryRequest.RetryDelivery(
                    new ResourceId(ResourceId.Kind.DELIVERY, UUID.fromString(CUSTOMER_ID), 7)));
            assertThat(request.tenantEnvironment()).isEqualTo(LIVE);
        });
    }

    @Test
    void aReplayNeedsARangeThatIsOne() {
        post("/v1/webhooks/replay").json("{}").send().isProblem(400, "invalid-request").errors("/from");
        post("/v1/webhooks/replay").json("{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}").send()
                .isProblem(400, "invalid-request").errors("/to");
        post("/v1/webhooks/replay")
                .json("{\"from\":\"2026-01-02T00:00:00Z\",\"types\":[\"credit.granted\"],"
                        + "\"external_customer_id\":\"alice\"}")
                .send().is(200);

        assertThat(webhooks.requests.getLast().action()).isEqualTo(new DeliveryRequest.Replay(
                Instant.parse("2026-01-02T00:00:00Z"), Optional.empty(), Optional.of(Set.of("credit.granted")),
                Optional.of(CustomerKey.ofExternalId(LIVE, "alice"))));
    }

    @Test
    void aRangeOfACustomerWhoIsNotThereIsRefused() {
        ledger.reading = query -> new Reply(404, new byte[] {'{', '}'}, false);
        for (String path : List.of("/v1/webhooks/replay", "/v1/webhooks/discard")) {
            for (String customer : List.of("\"customer_id\":\"" + CUSTOMER_ID + "\"",
                    "\"external_customer_id\":\"alcie\"")) {
                post(path).json("{\"from\":\"2026-01-02T00:00:00Z\"," + customer + "}").send()
                        .isProblem(404, "not-found");
            }
        }
        assertThat(webhooks.requests).isEmpty();
    }

    @Test
    void aDiscardNamesWhatItDiscardsAndWhoAsksForIt() {
        post("/v1/webhooks/discard").json("{\"from\":\"2026-01-02T00:00:00Z\",\"statuses\":[\"delivered\"]}").send()
                .isProblem(400, "invalid-request").errors("/statuses/0");
        post("/v1/webhooks/discard").json("{\"statuses\":[]}").send().isProblem(400, "invalid-request")
                .errors("/from", "/statuses");
        post("/v1/webhooks/discard").json("{\"from\":\"2026-01-02T00:00:00Z\",\"statuses\":[\"dead\"]}").send()
                .is(200);
        assertThat(webhooks.requests.getLast().action()).isInstanceOfSatisfying(DeliveryRequest.DiscardRange.class,
                range -> {
                    assertThat(range.statuses()).containsExactly(DeliveryStatus.DEAD);
                    assertThat(range.by()).startsWith("key_");
                });
        post("/v1/webhooks/discard").json("{\"from\":\"2026-01-02T00:00:00Z\"}").send().is(200);

        assertThat(webhooks.requests.getLast().action()).isInstanceOfSatisfying(DeliveryRequest.DiscardRange.class,
                range -> assertThat(range.statuses()).containsExactlyInAnyOrder(DeliveryStatus.PENDING,
                        DeliveryStatus.FAILED, DeliveryStatus.DEAD));
    }

    @Test
    void requestsNeedTheScope() {
        addKey("qs_live_reader", LIVE, Scope.WEBHOOKS_READ);
        get("/v1/webhooks/deliveries").as("qs_live_reader").send().is(200);
        post("/v1/webhooks/test").as("qs_live_reader").send().isProblem(403, "insufficient-scope");
        post("/v1/webhooks/test").send().is(200);
        assertThat(webhooks.requests.getLast().action()).isEqualTo(new DeliveryRequest.SendTest());
    }

    /** Whoever adds a type of event describes it: its name, and what it tells. */
    @Test
    void everyTypeOfEventIsDescribed() {
        JsonNode document = get("/openapi.json").as("").send().is(200).json();
        List<String> types = Arrays.stream(CustomerEvent.Type.values()).map(CustomerEvent.Type::text).toList();

        assertThat(document.at("/components/schemas/EventType/enum").valueStream().map(JsonNode::textValue))
                .containsExactlyElementsOf(types);
        assertThat(document.path("webhooks").fieldNames()).toIterable().containsAll(types).contains("webhook.test");
    }

    private Answer settings(String body) {
        return patch(CONFIG).json(body).send();
    }

    private WebhookPatch patched() {
        return ((ConfigCommand.PatchSettings) config.command()).webhooks();
    }
}
