package io.quotastack.gateway;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigCommand;

/** The configuration, as the HTTP layer sees it. */
public interface ConfigGateway {

    /** The newest snapshot this node has; costs nothing. */
    Config current();

    /** Whether there is surely no newer one: where there may be, keys that it has may be revoked. */
    boolean isCurrent();

    /**
     * Makes the command durable, waits for its decision and until this node's own snapshot has it.
     *
     * <p>Fails as {@link LedgerGateway#submit} does.
     *
     * @param owner what the idempotency key is unique in: a tenant's environment, or {@code root}
     */
    CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
            ConfigCommand command);
}
