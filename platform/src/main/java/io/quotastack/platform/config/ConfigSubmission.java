package io.quotastack.platform.config;

import java.util.Optional;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.ConfigCommand;

/**
 * A record of `config-commands`.
 *
 * @param commandId also the id of the request that brought it
 * @param owner what the idempotency key is unique in: a tenant's environment, or {@code root}
 */
record ConfigSubmission(String commandId, String owner, Optional<Idempotency> idempotency, ConfigCommand command) {}
