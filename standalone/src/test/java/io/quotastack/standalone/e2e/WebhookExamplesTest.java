package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.WebhookReceiver.Received;

/**
 * Every example of a webhook in the OpenAPI document is a delivery that the running system made, and there is one for
 * each type of event. Recorded anew as {@link ExamplesTest} says.
 */
class WebhookExamplesTest {

    private static final Optional<Path> RECORDED_IN = Optional.ofNullable(System.getProperty("quotastack.examples"))
            .map(folder -> Path.of(folder, "webhooks"));
    private static final List<String> TYPES = Stream
            .concat(Arrays.stream(CustomerEvent.Type.values()).map(CustomerEvent.Type::text),
                    Stream.of(WebhookEvent.TEST_TYPE))
            .toList();

    private final Tenant tenant = Tenant.create();

    @Test
    void everyTypeOfEventIsDeliveredAsItsExampleShows() throws IOException {
        Map<String, JsonNode> delivered = new TreeMap<>();
        try (var receiver = new WebhookReceiver(delivery -> 204)) {
            Map<String, Object> settings = Map.of("webhook_url", receiver.url(), "webhook_secret",
                    WebhookReceiver.SECRET);
            tenant.settings(settings);
            tenant.test().patch("/v1/tenants/" + tenant.id() + "/config", settings).expect(200);
            makeOneOfEach();
            Eventually.answers(receiver::types, types -> types.containsAll(TYPES));
            for (Received received : receiver.received()) {
                delivered.putIfAbsent(received.type(), received.event());
            }
        }
        if (RECORDED_IN.isPresent()) {
            Files.createDirectories(RECORDED_IN.get());
            for (Map.Entry<String, JsonNode> one : delivered.entrySet()) {
                Files.writeString(RECORDED_IN.get().resolve(one.getKey() + ".json"),
                        one.getValue().toPrettyString() + "\n");
            }
            return;
        }
        JsonNode document = Api.stranger(SharedProcess.get().api()).get("/openapi.json").expect(200).json();
        delivered.forEach((type, event) -> assertThat(ExamplesTest.masked(event)).as(type)
                .isEqualTo(ExamplesTest.masked(document.required("webhooks").required(type)
                        .at("/post/requestBody/content/application~1json/example"))));
    }

    /** The first event of each type is always the same one. */
    private void makeOneOfEach() {
        tenant.perUnit("images", 500);
        Account account = tenant.account("alice");
        account.grant(10_000, Map.of("reason", "welcome", "metadata", Map.of("campaign", "spring")));
        account.patch(Map.of("low_balance_threshold", 2_000, "overage_policy", "notify"));
        account.use("image-1", "images", 17).expect(201);
        account.use("image-2", "images", 3).expect(201);
        account.use("image-3", "images", 1).expect(201);
        account.voidUsage("image-3").expect(200);
        account.adjust(1_000).expect(201);
        account.patch(Map.of("overage_policy", "block"));
        account.accept("image-4", "images", 1_000);
        account.eventually("image-4", "refused");
        account.grant(300, Map.of("expires_at", Json.time(Instant.now().plusMillis(1_200))));
        Eventually.answers(() -> account.credits().number("balance"), balance -> balance == 1_000);
        account.adjust(1).expect(201);
        reserve(account);
        askForATopup(account);
        tenant.live().post("/v1/webhooks/test", "").expect(201);
        subscribe();
        Account bob = tenant.account("bob");
        bob.grant(5_000);
        bob.transfer(tenant.account("carol"), 2_000).expect(201);
    }

    /** By a customer's own clock: a contract to its end, a change nobody pays for, and one that is canceled. */
    private void subscribe() {
        Subscriber carol = Subscriber.at(tenant, "2027-01-01T00:00:00Z");
        Map<String, Object> monthly = Subscriber.monthly(100_000, Map.of());
        String contract = Subscriber.variant(carol.api(), Subscriber.with(Subscriber.with(monthly, "trial_days", 14),
                "contract", Map.of("periods", 2, "auto_renew", false, "ending_notice_days", 10)));
        String plain = Subscriber.variant(carol.api(), monthly);
        String other = Subscriber.variant(carol.api(), Subscriber.monthly(500_000, Map.of()));

        String first = carol.subscribe(contract, Map.of());
        carol.happensUntil("2027-01-12T00:00:00Z");
        carol.act(first, "activate").expect(200);
        carol.act(first, "pause").expect(200);
        carol.act(first, "resume").expect(200);
        carol.happensUntil("2027-02-10T00:00:00Z");
        carol.act(first, "renew", Map.of()).expect(200);
        carol.happensUntil("2027-03-12T00:00:00Z");
        String second = carol.subscribe(plain, Map.of());
        carol.act(second, "change", Map.of("plan_variant_id", other, "when", "now")).expect(200);
        carol.happensUntil("2027-04-20T00:00:00Z");
        String third = carol.subscribe(plain, Map.of());
        carol.act(third, "cancel", Map.of("at_period_end", false)).expect(200);
    }

    private static void reserve(Account account) {
        account.commitCredits(account.reservation(100, 900).expect(201).text("id"), 60).expect(200);
        account.release(account.reservation(50, 900).expect(201).text("id")).expect(200);
        String left = account.reservation(40, 1).expect(201).text("id");
        Eventually.answers(() -> account.reservation(left).text("status"), "expired"::equals);
    }

    private void askForATopup(Account account) {
        String pack = tenant.live().post("/v1/topup-packages", Map.of("key", "small", "name", "Small", "credits", 5_000,
                "price", 500, "currency", "EUR")).expect(201).text("id");
        account.patch(Map.of("auto_topup", Map.of("threshold", 600, "package_id", pack, "max_per_day", 2), "alerts",
                List.of(Map.of("id", "half-a-credit", "credits", 500, "of", "balance"))));
        account.use("image-5", "images", 1).expect(201);
    }
}
