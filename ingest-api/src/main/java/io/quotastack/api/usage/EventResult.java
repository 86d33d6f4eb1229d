package io.quotastack.api.usage;

import java.util.Optional;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.Reply;

/**
 * What a batch says of one of its events.
 *
 * @param eventId absent when the event gave one that cannot be an id
 * @param command of an accepted event
 * @param problem of a rejected one
 * @param outcome of an accepted one whose debit was waited for and came in time, as far as there is room in the answer
 */
record EventResult(
        Status status,
        Optional<String> eventId,
        Optional<CommandEnvelope> command,
        Optional<Problem> problem,
        Optional<Reply> outcome) {

    enum Status {
        ACCEPTED,
        DUPLICATE,
        REJECTED
    }

    static EventResult accepted(String eventId, CommandEnvelope command) {
        return new EventResult(Status.ACCEPTED, Optional.of(eventId), Optional.of(command), Optional.empty(),
                Optional.empty());
    }

    static EventResult duplicate(String eventId) {
        return new EventResult(Status.DUPLICATE, Optional.of(eventId), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    static EventResult rejected(Optional<String> eventId, Problem problem) {
        return new EventResult(Status.REJECTED, eventId, Optional.empty(), Optional.of(problem), Optional.empty());
    }

    EventResult decided(Reply reply) {
        return new EventResult(status, eventId, command, problem, Optional.of(reply));
    }
}
