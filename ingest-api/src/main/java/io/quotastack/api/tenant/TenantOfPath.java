package io.quotastack.api.tenant;

import java.util.Optional;
import java.util.UUID;

import io.quotastack.api.http.Caller;
import io.quotastack.api.http.Request;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.text.Texts;

/** The tenant that a path names. To a tenant's own keys every other one reads as not found (CONTRACT 1). */
final class TenantOfPath {

    /** A key knows its tenant, whoever bears it need not. */
    private static final String SELF = "self";

    private TenantOfPath() {}

    static Tenant of(Request request) {
        return id(request)
                .flatMap(id -> request.config().tenants().get(id))
                .filter(tenant -> switch (request.caller()) {
                    case Caller.Operator() -> true;
                    case Caller.Tenant(var key) -> key.tenantEnvironment().tenantId().equals(tenant.id());
                }).orElseThrow(() -> RequestRefused.notFound("tenant", "there is no such tenant"));
    }

    private static Optional<UUID> id(Request request) {
        String given = request.path("tenant_id");
        return given.equals(SELF) && request.caller() instanceof Caller.Tenant(var key)
                ? Optional.of(key.tenantEnvironment().tenantId())
                : Texts.uuid(given);
    }
}
