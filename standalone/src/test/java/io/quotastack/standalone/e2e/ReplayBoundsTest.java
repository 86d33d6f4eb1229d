package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.json.Json;

/** What a tenant can make of replays: few at a time, and no copy of all that happened (CONTRACT 10). */
class ReplayBoundsTest {

    private static final int MOST_WAITING = 1_000;
    private static final int EVENTS = 1_200;

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account("much");
    private final WebhookReceiver receiver = new WebhookReceiver(delivery -> 500);

    @AfterEach
    void close() {
        receiver.close();
    }

    private void happens() {
        tenant.perUnit("calls", 1);
        account.grant(1_000_000);
        for (int from = 1; from < EVENTS; from += 100) {
            List<Map<String, Object>> events = IntStream.range(from, Math.min(from + 100, EVENTS)).mapToObj(
                    i -> account.usage("calls", 1, Map.of("event_id", UUID.randomUUID().toString()))).toList();
            tenant.live().post("/v1/usage/batch", Map.of("events", events)).expect(202);
        }
        Eventually.answers(account::balance, balance -> balance == 1_000_000 - EVENTS + 1);
    }

    private Api.Answer replay() {
        return tenant.live().post("/v1/webhooks/replay", Map.of("from", Json.time(Instant.now().minusSeconds(600))));
    }

    private long waiting() {
        return Api.stranger(SharedProcess.get().api()).get("/metrics").expect(200).body().lines()
                .filter(line -> line.startsWith("quotastack_webhook_backlog") && line.contains(tenant.id())
                        && line.contains("live"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    @Test
    void whatAReplayDeliversWaitsInItsTopicUntilThereIsRoom() {
        happens();
        tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));

        for (int i = 0; i < 5; i++) {
            replay().expect(202);
        }

        replay().expect(422, "limit-exceeded");
        Tenant.create().live().post("/v1/webhooks/replay", Map.of("from", "2026-01-01T00:00:00Z"))
                .expect(404, "not-found");
        Eventually.answers(this::waiting, waiting -> waiting >= MOST_WAITING);
        for (int i = 0; i < 20; i++) {
            assertThat(waiting()).isLessThanOrEqualTo(MOST_WAITING);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }

        receiver.answering(delivery -> 204);
        Eventually.within(Duration.ofMinutes(2), receiver::received, all -> all.size() >= 5 * EVENTS);
        assertThat(receiver.awaitFirst("much", EVENTS))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList());
        Eventually.answers(() -> replay().status(), status -> status == 202);
    }
}
