package io.quotastack.client;

import static io.quotastack.client.ScriptedService.answer;
import static io.quotastack.client.ScriptedService.cut;
import static io.quotastack.client.ScriptedService.problem;
import static io.quotastack.client.ScriptedService.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

@Timeout(60)
class RetriesTest {

    private static final ApiRequest USAGE = ApiRequest.post("/v1/usage",
            Map.of("external_customer_id", "alice", "billable_metric_key", "images"));

    @Test
    void aWriteIsSentAgainWithTheSameKeyUntilItIsAnswered() {
        try (var service = new ScriptedService(cut(), problem(503, "outcome-pending"), answer(502, "<html>"),
                answer(201, "{\"cost\": 5}", Map.of("X-Idempotent-Replayed", "true"))); var client = service.client()) {
            Result<JsonNode> result = client.send(USAGE);

            assertThat(result.orThrow().path("cost").longValue()).isEqualTo(5);
            assertThat(result.told())
                    .isEqualTo(new Told(USAGE.idempotencyKey(), Optional.of("req_1"), true));
            assertThat(service.asked()).hasSize(4);
            assertThat(service.asked().stream().distinct()).hasSize(1);
            assertThat(service.asked().getFirst().key()).isEqualTo(USAGE.idempotencyKey());
        }
    }

    @Test
    void aKeyThatIsGivenIsKeptAsItIs() {
        try (var service = new ScriptedService(answer(201, "{}")); var client = service.client()) {
            for (String key : List.of("image 1", " image", "\"quoted\"", "a\\b\"")) {
                client.send(USAGE.under(key));
            }
            assertThat(service.asked().stream().map(asked -> asked.key().orElseThrow())).containsExactly("image 1",
                    "\" image\"", "\"\\\"quoted\\\"\"", "\"a\\\\b\\\"\"");
        }
        for (String key : List.of("", "é", "x".repeat(256))) {
            assertThatIllegalArgumentException().isThrownBy(() -> USAGE.under(key));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> CustomerName.external("..").path(""));
        assertThatIllegalArgumentException().isThrownBy(() -> CustomerName.external("\ud800").path(""));
    }

    @Test
    void retryAfterIsWaitedForOrEndsIt() {
        try (var service = new ScriptedService(problem(429, "rate-limited", Map.of("Retry-After", "1")),
                answer(200, "{}"), problem(503, "unavailable", Map.of("Retry-After", "3600")));
                var client = service.client()) {
            long before = System.nanoTime();
            client.send(ApiRequest.get("/v1/customers"));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(990));

            NotAnsweredException end = catchThrowableOfType(NotAnsweredException.class, () -> client.send(USAGE));
            assertThat(end.attempts()).isEqualTo(1);
            assertThat(end.retryAfter()).contains(Duration.ofHours(1));
            assertThat(end.mayHaveTakenEffect()).isFalse();
            assertThat(end.idempotencyKey()).isEqualTo(USAGE.idempotencyKey());
        }
    }

    @Test
    void attemptsAreBoundedAndTheExceptionSaysWhetherSomethingMayHaveBeenDone() {
        Map<ScriptedService.Step, Boolean> mayHaveTakenEffect = Map.of(problem(503, "unavailable"), false,
                problem(429, "rate-limited"), false, problem(503, "outcome-pending"), true, cut(), true,
                answer(504, ""), true);
        mayHaveTakenEffect.forEach((step, expected) -> {
            try (var service = new ScriptedService(step);
                    var client = service.client(Patience.STANDARD.withAttempts(3))) {
                NotAnsweredException end = catchThrowableOfType(NotAnsweredException.class, () -> client.send(USAGE));
                assertThat(end.attempts()).isEqualTo(3);
                assertThat(end.mayHaveTakenEffect()).as(end.getMessage()).isEqualTo(expected);
                assertThat(service.asked()).hasSize(3);
            }
        });
    }

    @Test
    void anAttemptWithoutAnAnswerIsGivenUpAndSoAreAllTogether() {
        Patience patience = Patience.STANDARD.attemptWithin(Duration.ofMillis(50)).within(Duration.ofMillis(500));
        try (var service = new ScriptedService(silence(), answer(201, "{}")); var client = service.client(patience)) {
            assertThat(client.send(USAGE)).isInstanceOf(Result.Answered.class);
        }
        try (var service = new ScriptedService(silence());
                var client = service.client(patience.withAttempts(1_000))) {
            long before = System.nanoTime();
            assertThatExceptionOfType(NotAnsweredException.class).isThrownBy(() -> client.send(USAGE));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void whoIsInterruptedStaysSoAndWaitsNoLonger() {
        try (var service = new ScriptedService(silence()); var client = service.client()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(NotAnsweredException.class).isThrownBy(() -> client.send(USAGE));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void refusalsThatCallersDecideByAreValues() {
        for (Map.Entry<Integer, String> refusal : Map.of(402, "insufficient-credits", 404, "not-found", 409,
                "usage-state", 422, "metric-not-priced").entrySet()) {
            try (var service = new ScriptedService(problem(refusal.getKey(), refusal.getValue()));
                    var client = service.client()) {
                Result<JsonNode> result = client.send(USAGE);

                assertThat(result).isInstanceOfSatisfying(Result.Refused.class, refused -> {
                    assertThat(refused.problem().details().status()).isEqualTo(refusal.getKey());
                    assertThat(refused.problem()).isNotInstanceOf(Problem.Other.class);
                });
                assertThatExceptionOfType(ProblemException.class).isThrownBy(result::orThrow);
                assertThat(service.asked()).hasSize(1);
            }
        }
        try (var service = new ScriptedService(problem(402, "insufficient-credits"), problem(422, "from-the-future"));
                var client = service.client()) {
            assertThat(refusal(client)).isInstanceOfSatisfying(Problem.InsufficientCredits.class, poor -> {
                assertThat(poor.required()).isEqualTo(7);
                assertThat(poor.effectiveBalance()).isEqualTo(3);
            });
            assertThat(refusal(client)).isInstanceOf(Problem.Other.class);
        }
    }

    private static Problem refusal(QuotaStackClient client) {
        return switch (client.send(USAGE)) {
            case Result.Refused<JsonNode> refused -> refused.problem();
            case Result.Answered<JsonNode> answered -> throw new AssertionError(answered);
        };
    }

    @Test
    void allOtherRefusalsAreThrownAtOnce() {
        for (int status : new int[] {400, 401, 403, 405, 413, 415, 500}) {
            try (var service = new ScriptedService(problem(status, "a-slug")); var client = service.client()) {
                ProblemException end = catchThrowableOfType(ProblemException.class, () -> client.send(USAGE));
                assertThat(end).hasMessageContaining("/units too many");
                assertThat(end.mayHaveTakenEffect()).isEqualTo(status == 500);
                assertThat(service.asked()).hasSize(1);
            }
        }
    }

    @Test
    void whatIsNoAnswerOfOursIsNeitherAValueNorFollowed() {
        for (ScriptedService.Step step : List.of(answer(404, "<html>"), answer(404, "{\"status\": 404}"),
                answer(200, "<html>"), answer(201, ""), answer(307, "", Map.of("Location", "http://127.0.0.1:1/")))) {
            try (var service = new ScriptedService(step); var client = service.client()) {
                assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> client.send(USAGE));
                assertThat(service.asked()).hasSize(1);
            }
        }
    }

    @Test
    void rowsComePageByPage() {
        try (var service = new ScriptedService(page("1, 2", "\"a+b\""), page("", "\"c\""), page("3", "null"));
                var client = service.client()) {
            assertThat(client.rows("/v1/customers?limit=2").map(JsonNode::intValue)).containsExactly(1, 2, 3);
            assertThat(service.asked().stream().map(ScriptedService.Asked::request).collect(Collectors.joining(" ")))
                    .isEqualTo("GET /v1/customers?limit=2& GET /v1/customers?limit=2&cursor=a%2Bb "
                            + "GET /v1/customers?limit=2&cursor=c");
        }
    }

    private static ScriptedService.Step page(String rows, String cursor) {
        return answer(200, "{\"data\": [" + rows + "], \"pagination\": {\"has_more\": " + !cursor.equals("null")
                + ", \"next_cursor\": " + cursor + "}}");
    }
}
