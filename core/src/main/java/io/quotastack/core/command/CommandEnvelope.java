package io.quotastack.core.command;

import java.util.Optional;

import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.usage.UsageEvent;

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
        Command command) {

    /**
     * Tells the taking in of an event from every other one, also of the same event. The id of the command alone does not:
     * it may be a position in a topic, and one that is made anew counts from the beginning.
     */
    public String idWithEvent(UsageEvent event) {
        return commandId + " " + event.eventId();
    }
}
