package io.quotastack.api.usage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.api.http.Request;
import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.ValidationErrors;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;

/**
 * Many usage events in one call (CONTRACT 5). The call is refused only for a broken envelope; each event has a result
 * of its own. The batch's key names its events and nothing else, so the whole of it can be sent again at any time.
 */
final class UsageBatch {

    static final int BODY_LIMIT_MEBIBYTES = 5;

    private static final int MOST_EVENTS = 1_000;

    /** Leaves room for `:999` behind it in an event id. */
    private static final int LONGEST_KEY = 250;

    /** What is wrong with one event is for its own result to tell. */
    private static final FieldType<List<JsonNode>> EVENTS = FieldTypes.items(MOST_EVENTS, "events");

    private record EventName(CustomerKey customer, String eventId) {}

    private final LedgerGateway ledger;
    private final UsagePrecheck precheck;

    UsageBatch(LedgerGateway ledger, UsagePrecheck precheck) {
        this.ledger = ledger;
        this.precheck = precheck;
    }

    Reply report(Request request) {
        List<EventResult> results = read(request);
        request.dropBody();
        new BatchDelivery(ledger, request).deliver(results);
        return BatchAnswer.of(results, request.context());
    }

    private List<EventResult> read(Request request) {
        Fields body = request.body();
        List<JsonNode> events = body.required("events", EVENTS);
        if (request.idempotencyKey().length() > LONGEST_KEY) {
            FieldPath.parameter(request.errors(), "Idempotency-Key")
                    .fault("must have at most " + LONGEST_KEY + " characters on a batch");
        }
        request.refuseErrors(body);
        return sort(request, events);
    }

    private List<EventResult> sort(Request request, List<JsonNode> events) {
        Map<EventName, UsageEvent> inThisBatch = new HashMap<>();
        List<EventResult> results = new ArrayList<>(events.size());
        for (int index = 0; index < events.size(); index++) {
            results.add(sortOne(request, events.get(index), index, inThisBatch));
        }
        return results;
    }

    private EventResult sortOne(Request request, JsonNode value, int index, Map<EventName, UsageEvent> inThisBatch) {
        var errors = new ValidationErrors();
        Optional<Fields> fields = Fields.of(value, FieldPath.body(errors, "/events/" + index));
        if (fields.isEmpty()) {
            return EventResult.rejected(Optional.of(defaultId(request, index)), errors.problem().orElseThrow());
        }
        Fields body = fields.get();
        Optional<String> givenId = body.optional("event_id", FieldTypes.EVENT_ID);
        EventBody read = EventBody.read(body, request.tenantEnvironment(), FieldTypes.POSSIBLE_METRIC_KEY);
        body.refuseUnknown();
        Optional<String> id = body.has("event_id") ? givenId : Optional.of(defaultId(request, index));
        Optional<Problem> fault = errors.problem();
        if (fault.isPresent()) {
            return EventResult.rejected(id, fault.get());
        }
        return arrived(request, read.customer().orElseThrow(), read.named(id.orElseThrow()), index, inThisBatch);
    }

    private EventResult arrived(Request request, CustomerRef customer, UsageEvent event, int index,
            Map<EventName, UsageEvent> inThisBatch) {
        return switch (precheck.ofAccepted(request, customer, event)) {
            case UsagePrecheck.Verdict.Refused(var problem) -> EventResult.rejected(Optional.of(event.eventId()),
                    problem);
            case UsagePrecheck.Verdict.Duplicate() -> EventResult.duplicate(event.eventId());
            case UsagePrecheck.Verdict.Fresh() -> {
                var name = new EventName(customer.key(), event.eventId());
                Optional<UsageEvent> first = Optional.ofNullable(inThisBatch.putIfAbsent(name, event));
                if (first.isEmpty()) {
                    yield EventResult.accepted(event.eventId(), envelope(request, customer, event, index));
                }
                yield first.get().equals(event)
                        ? EventResult.duplicate(event.eventId())
                        : EventResult.rejected(Optional.of(event.eventId()), UsagePrecheck.idReused());
            }
        };
    }

    private static String defaultId(Request request, int index) {
        return request.idempotencyKey() + ":" + index;
    }

    /** Each event is a command of its own, told apart by its place behind the request's id. */
    private static CommandEnvelope envelope(Request request, CustomerRef customer, UsageEvent event, int index) {
        return new CommandEnvelope(request.id() + ":" + index, customer, Optional.empty(), request.config().version(),
                new Command.RecordUsage(event, event.givenTimestamp(), true, Optional.empty()));
    }
}
