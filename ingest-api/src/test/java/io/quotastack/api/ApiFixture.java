package io.quotastack.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;

/** A real server over gateways in memory, with one tenant; and a small language to call it. */
abstract class ApiFixture {

    static final UUID TENANT = UUID.fromString("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    static final TenantEnvironment LIVE = new TenantEnvironment(TENANT, Environment.LIVE);
    static final TenantEnvironment TEST = new TenantEnvironment(TENANT, Environment.TEST);
    static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    static final String CUSTOMER_ID = "11111111-2222-5333-8444-555555555555";

    static final String KEY = "qs_live_full";
    static final String ROOT_KEY = "qs_root_operator";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicInteger KEYS = new AtomicInteger();

    final FakeLedger ledger = new FakeLedger();
    final FakeConfig config = new FakeConfig();
    final FakeWebhooks webhooks = new FakeWebhooks();
    final SecretBox secrets = new SecretBox(MasterKey.of(MasterKey.fresh()), List.of());
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    volatile boolean ready = true;
    ApiServer server = newServer(ApiLimits.DEFAULT);

    @BeforeEach
    void start() {
        config.apply(new ConfigChange.RootKeySet(ApiKey.hashOf(ROOT_KEY)));
        config.apply(new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", LONG_AGO)));
        addKey(KEY, LIVE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    final ApiServer newServer(ApiLimits limits) {
        return newServer(new ApiDoor("127.0.0.1", 0, Set.of(), Set.of(), true), limits);
    }

    final ApiServer newServer(ApiDoor door, ApiLimits limits) {
        return new ApiServer(door, ledger, config, parts(), () -> ready ? List.of() : List.of("the ledger"), metrics,
                limits);
    }

    final WebhookParts parts() {
        return new WebhookParts(webhooks, secrets, false);
    }

    final void addKey(String key, TenantEnvironment tenantEnvironment, Scope... scopes) {
        config.apply(new ConfigChange.ApiKeyPut(new ApiKey("key_" + key, tenantEnvironment, key, ApiKey.hashOf(key),
                key.substring(0, 12), Set.of(scopes), LONG_AGO, Optional.empty(), Optional.empty())));
    }

    /** A request on its way, with the full key and, where it needs one, a fresh idempotency key. */
    final class Call {
        private final String method;
        private final String path;
        private final HttpRequest.Builder builder;
        private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        private String key = KEY;
        private Optional<String> idempotencyKey;

        private Call(String method, String path) {
            this.method = method;
            this.path = path;
            this.builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
            this.idempotencyKey = method.equals("POST") || method.equals("PATCH")
                    ? Optional.of("key-" + KEYS.incrementAndGet())
                    : Optional.empty();
        }

        Call as(String otherKey) {
            key = otherKey;
            return this;
        }

        Call idempotencyKey(String value) {
            idempotencyKey = Optional.of(value);
            return this;
        }

        Call noReceipt() {
            idempotencyKey = Optional.empty();
            return this;
        }

        Call header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        Call json(String text) {
            builder.header("Content-Type", "application/json");
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        Call body(byte[] bytes) {
            body = HttpRequest.BodyPublishers.ofByteArray(bytes);
            return this;
        }

        Call body(HttpRequest.BodyPublisher publisher) {
            body = publisher;
            return this;
        }

        Answer send() {
            if (!key.isEmpty()) {
                builder.header("X-API-Key", key);
            }
            idempotencyKey.ifPresent(value -> builder.header("Idempotency-Key", value));
            try {
                HttpResponse<String> response = CLIENT.send(builder.method(method, body).build(),
                        HttpResponse.BodyHandlers.ofString());
                return new Answer(response.statusCode(), response.headers(), response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(path, e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    final Call get(String path) {
        return new Call("GET", path);
    }

    final Call post(String path) {
        return new Call("POST", path);
    }

    final Call patch(String path) {
        return new Call("PATCH", path);
    }

    final Call call(String method, String path) {
        return new Call(method, path);
    }
}
