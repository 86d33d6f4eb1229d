package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quotastack.standalone.e2e.Api.Answer;
import io.quotastack.standalone.e2e.OpenApi.Operation;

/** What holds on every endpoint (CONTRACT 1), tried on each that the OpenAPI document describes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {

    private static final byte[] NOTHING = {};
    private static final int MEBIBYTE = 1024 * 1024;

    private final Tenant tenant = Tenant.create();
    private final Tenant limited = Tenant.create();
    private final Api root = SharedProcess.get().root();
    private String reader = "";
    private String planner = "";

    @BeforeAll
    void prepare() {
        reader = keyOf("customers:read");
        planner = keyOf("plans:write");
        limited.settings(Map.of("rate_limit", Map.of("requests", 1, "window_seconds", 86_400)));
        limited.live().get("/v1/customers").expect(200);
    }

    private String keyOf(String scope) {
        return tenant.live().post("/v1/admin/api-keys", Map.of("name", scope, "scopes", List.of(scope))).expect(201)
                .text("key");
    }

    private static Stream<Operation> operations() {
        return OpenApi.of(SharedProcess.get().api()).operations().stream()
                .filter(operation -> operation.template().startsWith("/v1/"));
    }

    private static Stream<Operation> operationsWithBody() {
        return operations().filter(Operation::takesBody);
    }

    private static Stream<Operation> operationsOfTenants() {
        return operations().filter(operation -> !isOperators(operation));
    }

    private static boolean isOperators(Operation operation) {
        return operation.template().startsWith("/v1/tenants") && !operation.template().endsWith("/config");
    }

    /** A client that may call the operation. */
    private Api allowed(Operation operation) {
        return isOperators(operation) ? root : tenant.live();
    }

    private String path(Operation operation) {
        return operation.template().replace("{customer_id}", UUID.randomUUID().toString())
                .replace("{tenant_id}", tenant.id()).replaceAll("\\{[a-z_]+}", "x");
    }

    private Answer call(Api api, Operation operation, String query) {
        return operation.takesBody()
                ? api.send(operation.method(), path(operation) + query, UsageProducer.bytes("{\"colour\": \"red\"}"))
                : api.get(path(operation) + query);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void needsAKeyThatIsInForce(Operation operation) {
        call(Api.stranger(SharedProcess.get().api()), operation, "").expect(401, "unauthenticated");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void needsTheScope(Operation operation) {
        boolean ofPlans = operation.template().startsWith("/v1/plans");
        String keyOfAnotherScope = ofPlans ? reader : planner;

        call(new Api(SharedProcess.get().api(), keyOfAnotherScope), operation, "").expect(403, "insufficient-scope");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesOtherMethods(Operation operation) {
        Answer refused = allowed(operation).send("DELETE", path(operation), NOTHING).expect(405, "method-not-allowed");

        assertThat(refused.header("Allow")).contains(operation.method());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void namesUnknownParameters(Operation operation) {
        Answer refused = call(allowed(operation), operation, "?flavour=sweet").expect(400, "invalid-request");

        assertThat(refused.faults()).contains("flavour");
    }

    @ParameterizedTest
    @MethodSource("operationsWithBody")
    void namesUnknownFields(Operation operation) {
        assertThat(call(allowed(operation), operation, "").expect(400, "invalid-request").faults())
                .contains("/colour");
    }

    @ParameterizedTest
    @MethodSource("operationsWithBody")
    void takesJsonOnlyAndWellFormed(Operation operation) {
        Api api = allowed(operation);

        api.send(operation.method(), path(operation), UsageProducer.bytes("{")).expect(400, "malformed-json");
        api.header("Content-Type", "text/csv").send(operation.method(), path(operation), UsageProducer.bytes("{}"))
                .expect(415, "unsupported-media-type");
    }

    @ParameterizedTest
    @MethodSource("operationsWithBody")
    void refusesBodiesThatAreTooLarge(Operation operation) {
        int limit = operation.template().equals("/v1/usage/batch") ? 5 * MEBIBYTE : MEBIBYTE;

        allowed(operation).send(operation.method(), path(operation), new byte[limit + 1]).expect(413,
                "payload-too-large");
    }

    @ParameterizedTest
    @MethodSource("operationsWithBody")
    void needsAnIdempotencyKeyWhenItChangesSomething(Operation operation) {
        Answer refused = call(allowed(operation).withoutIdempotencyKey(), operation, "").expect(400);

        assertThat(refused.problem())
                .isEqualTo(operation.needsIdempotencyKey() ? "missing-idempotency-key" : "invalid-request");
        assertThat(operation.needsIdempotencyKey()).as("all but estimate and check")
                .isNotEqualTo(operation.template().matches(".*/(estimate|check)"));
    }

    @ParameterizedTest
    @MethodSource("operationsOfTenants")
    void countsAgainstTheRateLimit(Operation operation) {
        assertThat(call(limited.live(), operation, "").expect(429, "rate-limited").header("Retry-After"))
                .isNotEmpty();
    }
}
