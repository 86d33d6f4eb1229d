package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.ApiRequest;
import io.quotastack.client.Charge;
import io.quotastack.client.CheckAnswer;
import io.quotastack.client.Checks;
import io.quotastack.client.CustomerName;
import io.quotastack.client.Hold;
import io.quotastack.client.Problem;
import io.quotastack.client.ProblemException;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.client.Result;
import io.quotastack.client.WebhookVerifier;

/** The Java client against the running process. */
class JavaClientTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Tenant tenant = Tenant.create();
    private final QuotaStackClient client = new QuotaStackClient(SharedProcess.get().api(), tenant.liveKey());
    private final CustomerName alice = CustomerName.external("c/ö " + UUID.randomUUID() + " 😀%2F?#+");

    @AfterEach
    void end() {
        client.close();
    }

    private void grant(long credits) {
        client.grant(UUID.randomUUID().toString(), alice, credits, Map.of("reason", "welcome")).orThrow();
    }

    private static <T> Problem refusal(Result<T> result) {
        return switch (result) {
            case Result.Refused<T> refused -> refused.problem();
            case Result.Answered<T> answered -> throw new AssertionError(answered);
        };
    }

    @Test
    void grantsChecksChargesAndSaysWhatIsLeft() {
        tenant.perUnit("images", 500);
        grant(Long.MAX_VALUE - 1_000);

        assertThat(client.check(alice, "images", 3).orThrow().allowed()).isTrue();
        Charge charge = client.recordUsage("image-1", alice, "images", 3, Map.of("job", "7")).orThrow();
        assertThat(charge.eventId()).isEqualTo("image-1");
        assertThat(charge.cost()).isEqualTo(1_500);
        assertThat(charge.balance()).isEqualTo(Long.MAX_VALUE - 2_500);
        assertThat(client.voidUsage("void-1", alice, "image-1", "a test").orThrow().balance())
                .isEqualTo(Long.MAX_VALUE - 1_000);
        assertThat(client.balances(alice).orThrow().version()).isEqualTo(3);
        assertThat(client.ledger(alice).map(entry -> entry.path("type").asText())).containsExactly("grant", "usage",
                "refund");
        assertThat(client.rows(alice.path("/ledger?limit=1")).map(entry -> entry.path("sequence").intValue()))
                .containsExactly(1, 2, 3);
    }

    @Test
    void oneKeyChargesOnceWhateverItLooksLike() {
        tenant.perUnit("images", 500);
        grant(20_000);
        for (String key : List.of("plain", " a space before", "\"quoted\"", "a\\b\"", "{}")) {
            Result<Charge> first = client.recordUsage(key, alice, "images", 1);
            Result<Charge> second = client.recordUsage(key, alice, "images", 1);

            assertThat(first.orThrow().eventId()).isEqualTo(key);
            assertThat(second.orThrow()).isEqualTo(first.orThrow());
            assertThat(List.of(first.told().replayed(), second.told().replayed())).containsExactly(false, true);
            assertThat(refusal(client.recordUsage(key, alice, "images", 2)))
                    .isInstanceOf(Problem.IdempotencyKeyReused.class);
        }
        assertThat(client.balances(alice).orThrow().balance()).isEqualTo(20_000 - 5 * 500);
    }

    @Test
    void refusalsAreRecordsOfTheirType() {
        tenant.perUnit("images", 500);
        grant(1_000);

        assertThat(refusal(client.recordUsage("image-1", alice, "images", 3)))
                .isInstanceOfSatisfying(Problem.InsufficientCredits.class, poor -> {
                    assertThat(poor.required()).isEqualTo(1_500);
                    assertThat(poor.effectiveBalance()).isEqualTo(1_000);
                });
        assertThat(refusal(client.recordUsage("image-2", alice, "none", 3))).isInstanceOfSatisfying(
                Problem.NotFound.class, gone -> assertThat(gone.resource()).isEqualTo("billable_metric"));
        Hold hold = client.reserveCredits("hold-1", alice, 100, MINUTE).orThrow();
        assertThat(client.commitCredits(hold.id(), 40).orThrow().effectiveBalance()).isEqualTo(960);
        assertThat(refusal(client.release(hold.id()))).isInstanceOfSatisfying(Problem.ReservationNotActive.class,
                ended -> assertThat(ended.reservationStatus()).isEqualTo("committed"));
        Hold metered = client.reserve("hold-2", alice, "images", 1, MINUTE).orThrow();
        assertThat(client.commit(metered.id(), 0).orThrow().status()).isEqualTo("committed");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> client.send(ApiRequest.post("/v1/plans", Map.of("key", "No Key"))))
                .withMessageContaining("/key");
    }

    @Test
    void checksSeeWhatWasAnsweredBefore() {
        tenant.perUnit("images", 500);
        grant(1_000);
        Checks checks = client.checks(Checks.Settings.of(Checks.InAnOutage.DENY).within(Duration.ofSeconds(10)));

        assertThat(checks.check(alice, "images", 2).allowed()).isTrue();
        client.recordUsage("image-1", alice, "images", 1).orThrow();
        assertThat(checks.check(alice, "images", 2).allowed()).isFalse();
        assertThat(checks.check(alice, "none", 1)).isInstanceOf(CheckAnswer.NotCheckable.class);
    }

    @Test
    void webhooksAreVerified() {
        var verified = new ConcurrentLinkedQueue<WebhookVerifier.Verified>();
        var verifier = new WebhookVerifier(WebhookReceiver.SECRET);
        try (var receiver = new WebhookReceiver(received -> {
            verified.add(verifier.verify(name -> Optional.ofNullable(received.headers().get(name)).map(List::getFirst),
                    received.body().getBytes(UTF_8)));
            return 204;
        })) {
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
            JsonNode sent = client.send(ApiRequest.post("/v1/webhooks/test", Map.of())).orThrow();
            receiver.await(1);

            assertThat(new ArrayList<>(verified)).singleElement().isInstanceOfSatisfying(
                    WebhookVerifier.Verified.Event.class, event -> {
                        assertThat(event.id()).isEqualTo(sent.path("event_id").textValue());
                        assertThat(event.type()).isEqualTo("webhook.test");
                    });
        }
    }
}
