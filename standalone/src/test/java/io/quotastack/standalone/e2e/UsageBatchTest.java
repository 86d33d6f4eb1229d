package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Batches: a result for each event, in order (CONTRACT 5). */
class UsageBatchTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @BeforeEach
    void price() {
        tenant.perUnit("calls", 10);
        account.grant(100_000);
    }

    private Answer batch(String key, List<?> events) {
        return api.idempotencyKey(key).post("/v1/usage/batch", Map.of("events", events)).expect(202);
    }

    private static List<String> texts(Answer answer, String member) {
        return answer.at("results").valueStream().map(result -> result.required(member).asText()).toList();
    }

    @Test
    void eachEventGetsItsOwnResultInOrder() {
        account.use("charged", "calls", 1).expect(201);
        var nameless = new HashMap<String, Object>(account.usage("calls", 1, Map.of()));
        nameless.remove("external_customer_id");
        Account other = tenant.account();

        Answer answer = batch("b", List.of(account.usage("calls", 2, Map.of("event_id", "mine")), nameless,
                account.usage("calls", 1, Map.of("event_id", "charged")),
                account.usage("calls", 7, Map.of("event_id", "charged")), other.usage("calls", 4, Map.of()), 5,
                account.usage("calls", -1, Map.of("colour", "red")),
                Map.of("customer_id", UUID.randomUUID().toString(), "billable_metric_key", "calls"),
                Map.of("customer_id", account.id(), "billable_metric_key", "calls")));

        assertThat(texts(answer, "status")).containsExactly("accepted", "rejected", "duplicate", "rejected",
                "accepted", "rejected", "rejected", "rejected", "accepted");
        assertThat(texts(answer, "index")).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(texts(answer, "event_id")).containsExactly("mine", "b:1", "charged", "charged", "b:4", "b:5", "b:6",
                "b:7", "b:8");
        assertThat(answer.number("accepted")).isEqualTo(3);
        assertThat(answer.number("duplicates")).isEqualTo(1);
        assertThat(answer.number("rejected")).isEqualTo(5);
        assertThat(problem(answer, 1)).endsWith("customer-identifier");
        assertThat(problem(answer, 3)).endsWith("idempotency-key-reused");
        assertThat(problem(answer, 7)).endsWith("not-found");
        assertThat(answer.at("/results/6/problem/errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/events/6/units", "/events/6/colour");
        account.eventually("b:8", "charged");
        other.eventually("b:4", "refused");
    }

    private static String problem(Answer answer, int index) {
        return answer.text("/results/" + index + "/problem/type");
    }

    @Test
    void theWholeBatchCanBeSentAgainAtAnyTime() {
        List<?> events = IntStream.range(0, 20).mapToObj(i -> account.usage("calls", 1, Map.of())).toList();
        assertThat(batch("again", events).number("accepted")).isEqualTo(20);
        account.eventually("again:19", "charged");

        Answer again = batch("again", events);

        assertThat(again.number("duplicates")).isEqualTo(20);
        assertThat(account.balance()).isEqualTo(100_000 - 200);
    }

    @Test
    void anEventIdCountsOnceWithinABatch() {
        Answer answer = batch("b", List.of(account.usage("calls", 1, Map.of("event_id", "x")),
                account.usage("calls", 1, Map.of("event_id", "x")),
                account.usage("calls", 2, Map.of("event_id", "x"))));

        assertThat(texts(answer, "status")).containsExactly("accepted", "duplicate", "rejected");
    }

    @Test
    void preferWaitAddsEachOnesOutcome() {
        Account poor = tenant.account();

        Answer answer = api.prefer("wait=20").post("/v1/usage/batch", Map.of("events",
                List.of(account.usage("calls", 2, Map.of()), poor.usage("calls", 2, Map.of())))).expect(202);

        assertThat(answer.number("/results/0/outcome_status")).isEqualTo(201);
        assertThat(answer.number("/results/0/outcome/cost")).isEqualTo(20);
        assertThat(answer.number("/results/1/outcome_status")).isEqualTo(402);
        assertThat(answer.text("/results/1/outcome/type")).endsWith("insufficient-credits");
        assertThat(answer.number("accepted")).isEqualTo(2);
    }

    @Test
    void aFullBatchOf1000IsTakenAndOneMoreIsABrokenEnvelope() {
        var events = new ArrayList<Map<String, Object>>();
        IntStream.range(0, 1_000).forEach(i -> events.add(account.usage("calls", 1, Map.of())));

        assertThat(batch("full", events).number("accepted")).isEqualTo(1_000);
        account.eventually("full:999", "charged");
        assertThat(account.balance()).isEqualTo(100_000 - 10_000);

        events.add(account.usage("calls", 1, Map.of()));
        assertThat(api.post("/v1/usage/batch", Map.of("events", events)).expect(400, "invalid-request").faults())
                .containsExactly("/events");
        assertThat(api.post("/v1/usage/batch", Map.of("events", List.of())).expect(400, "invalid-request").faults())
                .containsExactly("/events");
    }

    @Test
    void aBatchKeyHasAtMost250Characters() {
        batch("k".repeat(250), List.of(account.usage("calls", 1, Map.of())));

        assertThat(api.idempotencyKey("k".repeat(251)).post("/v1/usage/batch",
                Map.of("events", List.of(account.usage("calls", 1, Map.of())))).expect(400, "invalid-request")
                .faults()).containsExactly("Idempotency-Key");
    }

    @Test
    void aBatchMayHave5MebibytesAndOtherBodiesOne() {
        var large = account.usage("calls", 1, Map.of("metadata", Map.of("k", "v".repeat(7_000))));
        List<Map<String, Object>> events = IntStream.range(0, 500).mapToObj(i -> large).toList();

        assertThat(batch("large", events).number("accepted")).isEqualTo(500);

        api.send("POST", "/v1/usage/batch", new byte[5 * 1024 * 1024 + 1]).expect(413, "payload-too-large");
        api.send("POST", "/v1/usage", new byte[1024 * 1024 + 1]).expect(413, "payload-too-large");
    }

    @Test
    void whatOnlyTheAccountCanTellIsDecidedLater() {
        Account poor = tenant.account();
        poor.grant(25);

        Answer answer = batch("b", List.of(poor.usage("calls", 2, Map.of()), poor.usage("calls", 2, Map.of()),
                poor.usage("nothing", 1, Map.of())));

        assertThat(answer.number("accepted")).isEqualTo(3);
        poor.eventually("b:0", "charged");
        poor.eventually("b:1", "refused");
        JsonNode unknown = poor.eventually("b:2", "refused").json();
        assertThat(unknown.at("/problem/resource").textValue()).isEqualTo("billable_metric");
    }
}
