package io.quotastack.core.decide.booking;

import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;

/**
 * What a decision has to say to another customer's account. It may be lost, and comes again when the decision is made
 * again: whoever sends one asks until it is answered, whoever gets one knows it again.
 *
 * @param id the same for the same message
 */
public record Message(CustomerRef to, String id, Command command) {

    /**
     * The same as a command.
     *
     * @param configVersion that it was decided with
     */
    public CommandEnvelope envelope(long configVersion) {
        return new CommandEnvelope(id, to, Optional.empty(), configVersion, command);
    }
}
