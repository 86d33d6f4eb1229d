package io.quotastack.core.command;

import java.util.Optional;

import io.quotastack.core.customer.CustomerRef;

/**
 * A command on its way to the one task that decides for its customer.
 *
 * @param commandId also the id of the request that brought it
 * @param idempotency absent for what came without HTTP
 * @param configVersion the newest configuration its author had seen; whoever decides has seen at least that
 */
public record CommandEnvelope(
        String commandId,
        CustomerRef customer,
        Optional<Idempotency> idempotency,
        long configVersion,
        Command command) {}
