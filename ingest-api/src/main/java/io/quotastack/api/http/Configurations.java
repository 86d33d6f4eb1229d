package io.quotastack.api.http;

import java.util.Optional;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.Reply;

/** Hands over what a request asks of the configuration. Its idempotency key is unique among the caller's. */
public record Configurations(ConfigGateway gateway) {

    /** Owner of the operator's idempotency keys. */
    public static final String ROOT = "root";

    /** Waits until the change is decided and this node has it. */
    public Reply submit(Request request, ConfigCommand command) {
        String owner = switch (request.caller()) {
            case Caller.Operator() -> ROOT;
            case Caller.Tenant(var key) -> key.tenantEnvironment().toString();
        };
        return gateway.submit(request.id(), owner, Optional.of(request.idempotency()), command).join();
    }
}
