package io.quotastack.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A short play of what clients do all day, for the JVM to watch: priced usage, entitlement checks, reads. Enough for its
 * profile to know the hot paths; an answer that is not a success ends it, since then the wrong paths were watched.
 */
final class WarmUp {

    private static final int ROUNDS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CUSTOMER = "/v1/customer-by-external-id/warmup";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final String key;
    private int writes;

    WarmUp(URI api, String key) {
        this.api = api;
        this.key = key;
    }

    void play() throws IOException, InterruptedException {
        post("/v1/billable-metrics", "{'key': 'tokens', 'name': 'Tokens'}");
        post("/v1/metering-rules",
                "{'billable_metric_key': 'tokens', 'cost_type': 'per_unit', 'unit_cost': 1}");
        post("/v1/topup/grant", "{'external_customer_id': 'warmup', 'credits': 1000000}");
        for (int round = 0; round < ROUNDS; round++) {
            get(CUSTOMER + "/entitlements/tokens?units=3");
            post("/v1/usage",
                    "{'external_customer_id': 'warmup', 'billable_metric_key': 'tokens', 'units': 3}");
        }
        get(CUSTOMER + "/credits?include_blocks=true");
        get(CUSTOMER + "/ledger?limit=50");
    }

    private void get(String path) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(api.resolve(path)).GET());
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(api.resolve(path)).header("Content-Type", "application/json")
                .header("Idempotency-Key", "warmup-" + writes++)
                .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.header("X-API-Key", key).timeout(PATIENCE).build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.request().uri() + " answered " + answer.statusCode() + ": "
                    + answer.body());
        }
    }
}
