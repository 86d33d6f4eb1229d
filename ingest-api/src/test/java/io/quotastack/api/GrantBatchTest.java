package io.quotastack.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;

/** Many grants in one call (CONTRACT 3). */
class GrantBatchTest extends ApiFixture {

    private static String grant(String customer, long credits) {
        return "{\"external_customer_id\":\"" + customer + "\",\"credits\":" + credits + "}";
    }

    private static String batch(String... grants) {
        return "{\"grants\":[" + String.join(",", grants) + "]}";
    }

    private static CompletableFuture<Reply> answered(int status, String body, boolean replayed) {
        return CompletableFuture.completedFuture(new Reply(status, body.getBytes(UTF_8), replayed));
    }

    private Idempotency idempotency(int index) {
        return ledger.submitted.get(index).idempotency().orElseThrow();
    }

    @Test
    void eachGrantIsACommandOfItsOwnUnderItsOwnKey() {
        post("/v1/credits/batch").idempotencyKey("b").json(batch(grant("u", 5), "{\"idempotency_key\":\"mine\","
                + "\"external_customer_id\":\"v\",\"credits\":7,\"source\":\"promotional\",\"price_paid\":1,"
                + "\"currency\":\"EUR\",\"expires_in_seconds\":60}")).send().is(200);

        assertThat(ledger.submitted).extracting(CommandEnvelope::command)
                .extracting(command -> ((Command.GrantCredits) command).credits()).containsExactly(5L, 7L);
        assertThat(List.of(idempotency(0).key(), idempotency(1).key())).containsExactly("b:0", "mine");
        assertThat(ledger.submitted.getFirst().commandId()).endsWith(":0");
    }

    @Test
    void aGrantIsKnownAgainWhereverItStands() {
        String one = "{\"credits\":5,\"external_customer_id\":\"u\",\"idempotency_key\":\"k\"}";
        post("/v1/credits/batch").json(batch(one, grant("u", 5))).send().is(200);
        post("/v1/credits/batch").json(batch(grant("v", 1), one.replace(":5", ": 5"))).send().is(200);
        post("/v1/credits/batch").json(batch(one.replace(":5", ":6"))).send().is(200);

        assertThat(idempotency(0)).isEqualTo(new Idempotency("k", idempotency(1).fingerprint(), "/v1/credits/batch"));
        assertThat(idempotency(3)).isEqualTo(idempotency(0));
        assertThat(idempotency(4).fingerprint()).isNotEqualTo(idempotency(0).fingerprint());
    }

    @Test
    void eachGrantHasItsOwnResult() {
        ledger.answering = command -> switch (command.idempotency().orElseThrow().key()) {
            case "b:0" -> answered(201, "{\"balance\":5}", false);
            case "b:1" -> answered(201, "{\"balance\":6}", true);
            default -> answered(422, "{\"type\":\"urn:quotastack:problem:limit-exceeded\"}", true);
        };
        Answer answer = post("/v1/credits/batch").idempotencyKey("b").json(batch(grant("u", 5), grant("v", 6),
                grant("w", 7), grant("x", 0), "17", "{\"idempotency_key\":\"\",\"credits\":1,\"colour\":2}")).send()
                .is(200);

        JsonNode results = answer.json().path("results");
        assertThat(results).extracting(result -> result.path("status").asText()).containsExactly("granted",
                "duplicate", "rejected", "rejected", "rejected", "rejected");
        assertThat(results).extracting(result -> result.path("idempotency_key").asText()).containsExactly("b:0", "b:1",
                "b:2", "b:3", "b:4", "b:5");
        assertThat(results).extracting(result -> result.path("outcome").path("balance").asInt()).startsWith(5, 6);
        assertThat(results).extracting(result -> result.path("problem").path("type").asText()
                .replace("urn:quotastack:problem:", "")).containsExactly("", "", "limit-exceeded", "invalid-request",
                        "invalid-request", "invalid-request");
        assertThat(results.get(3).at("/problem/errors/0/pointer").asText()).isEqualTo("/grants/3/credits");
        assertThat(results.get(5).at("/problem/errors")).extracting(error -> error.path("pointer").asText())
                .containsExactlyInAnyOrder("/grants/5/idempotency_key", "/grants/5/customer_id", "/grants/5/colour");
        assertThat(List.of(answer.json().path("granted").asInt(), answer.json().path("duplicates").asInt(),
                answer.json().path("rejected").asInt())).containsExactly(1, 1, 4);
    }

    @Test
    void outcomesAreLeftOutWhereNobodyWantsThemAndBeyondTheirRoom() {
        ledger.answering = command -> answered(201, "{\"x\":\"" + "x".repeat(1_500_000) + "\"}", false);
        String three = batch(grant("u", 1), grant("v", 1), grant("w", 1));
        assertThat(post("/v1/credits/batch").json(three).send().is(200).json().path("results"))
                .extracting(result -> result.has("outcome")).containsExactly(true, true, false);

        Answer minimal = post("/v1/credits/batch").header("Prefer", "return=minimal").json(three).send().is(200);
        assertThat(minimal.json().path("results")).noneMatch(result -> result.has("outcome"));
        assertThat(minimal.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(minimal.json().path("granted").asInt()).isEqualTo(3);
    }

    @Test
    void grantsOfOneCustomerGoOneAfterTheOtherThoseOfOthersBeside() throws Exception {
        var first = new CompletableFuture<Reply>();
        var others = new CountDownLatch(2);
        ledger.answering = command -> {
            others.countDown();
            return command.idempotency().orElseThrow().key().equals("b:0") ? first : answered(201, "{}", false);
        };
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> post("/v1/credits/batch")
                .idempotencyKey("b").json(batch(grant("u", 1), grant("u", 2), grant("v", 3))).send());
        assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ledger.submitted).extracting(command -> command.idempotency().map(Idempotency::key))
                .containsExactly(Optional.of("b:0"), Optional.of("b:2"));

        first.complete(new Reply(201, "{}".getBytes(UTF_8), false));
        assertThat(answer.get(10, TimeUnit.SECONDS).is(200).json().path("granted").asInt()).isEqualTo(3);
    }

    @Test
    void whatCannotBeTakenNowIsTheWholeBatchs() {
        ledger.answering = command -> {
            throw new OverloadedException("full");
        };
        post("/v1/credits/batch").json(batch(grant("u", 1), grant("v", 1))).send().isProblem(503, "unavailable");

        ledger.answering = command -> ((Command.GrantCredits) command.command()).credits() == 1
                ? answered(201, "{}", false)
                : CompletableFuture.failedFuture(new OverloadedException("full"));
        post("/v1/credits/batch").json(batch(grant("u", 1), grant("v", 2))).send().isProblem(503, "outcome-pending");

        ledger.answering = command -> CompletableFuture.failedFuture(new OutcomePendingException("late"));
        post("/v1/credits/batch").json(batch(grant("u", 1))).send().isProblem(503, "outcome-pending");
    }

    @Test
    void nothingGoesBehindWhatFailed() {
        ledger.answering = command -> CompletableFuture.failedFuture(new OverloadedException("full"));
        post("/v1/credits/batch").json(batch(grant("u", 1), grant("u", 2), grant("u", 3))).send()
                .isProblem(503, "unavailable");
        assertThat(ledger.submitted).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"grants\":[]}", "{\"grants\":{}}"})
    void onlyABrokenEnvelopeRefusesIt(String body) {
        post("/v1/credits/batch").json(body).send().isProblem(400, "invalid-request").errors("/grants");
    }

    @Test
    void itIsBounded() {
        String thousand = IntStream.range(0, 1_000).mapToObj(i -> grant("u" + i, 1)).collect(Collectors.joining(","));
        assertThat(post("/v1/credits/batch").json(batch(thousand)).send().is(200).json().path("results"))
                .hasSize(1_000);
        post("/v1/credits/batch").json(batch(thousand, "1")).send().isProblem(400, "invalid-request")
                .errors("/grants");
        post("/v1/credits/batch").idempotencyKey("k".repeat(251)).json(batch("1")).send()
                .isProblem(400, "invalid-request").errors("?Idempotency-Key");
    }
}
