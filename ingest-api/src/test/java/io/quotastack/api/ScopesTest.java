package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Route;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.core.tenant.Scope;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;

/** Each route there is, tried with each key there can be: who may not call is told so, whatever else is wrong. */
class ScopesTest extends ApiFixture {

    /** Anybody's, on purpose: a further one has to be added here. */
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/metrics", "/openapi.json", "/docs",
            "/docs/docs.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/favicon-32x32.png",
            "/docs/{page}", "/docs/{folder}/{page}", "/console", "/console/", "/console/{file}");

    @BeforeEach
    void keys() {
        for (Scope scope : Scope.values()) {
            addKey("qs_live_" + scope.text(), LIVE, scope);
        }
    }

    static Stream<Route> routes() {
        var webhooks = new WebhookParts(new FakeWebhooks(), new SecretBox(MasterKey.of(MasterKey.fresh()), List.of()),
                false);
        return ApiServer.routes(new FakeLedger(), new FakeConfig(), webhooks, List::of,
                Optional.of(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))).stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void isAnybodysOnlyOnPurpose(Route route) {
        assertThat(route.access() instanceof Access.Open).isEqualTo(OPEN.contains(route.template()));

        int status = call(route).as("").send().status();
        assertThat(status).isEqualTo(OPEN.contains(route.template()) ? 200 : 401);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void isCalledByKeysThatMayAndNoOthers(Route route) {
        for (Scope scope : Scope.values()) {
            boolean may = switch (route.access()) {
                case Access.Open() -> true;
                case Access.Operator() -> false;
                case Access.Scoped(Scope needed) -> scope == needed;
                case Access.OperatorOrAdmin() -> scope == Scope.ADMIN;
            };
            expect(may, call(route).as("qs_live_" + scope.text()).send());
        }
        expect(!(route.access() instanceof Access.Scoped), call(route).as(ROOT_KEY).send());
    }

    /** Nothing is changed by a key that may only read. */
    @ParameterizedTest
    @MethodSource("routes")
    void changesNothingForThoseWhoRead(Route route) {
        if (route.access() instanceof Access.Scoped(Scope scope)) {
            assertThat(route.needsIdempotencyKey() && scope.text().endsWith(":read")).as(route.template()).isFalse();
            assertThat(route.method().equals("GET") && scope.text().endsWith(":write")).as(route.template()).isFalse();
        }
    }

    private static void expect(boolean may, Answer answer) {
        if (may) {
            assertThat(answer.status()).isNotIn(401, 403);
        } else {
            answer.isProblem(403, "insufficient-scope");
        }
    }

    private Call call(Route route) {
        String path = route.template().replace("{tenant_id}", TENANT.toString()).replace("{file}", "main.js")
                .replace("/docs/{page}", "/docs/guide").replace("{folder}/{page}", "guide/wallets")
                .replaceAll("\\{[a-z_]+}", "x");
        return call(route.method(), path);
    }
}
