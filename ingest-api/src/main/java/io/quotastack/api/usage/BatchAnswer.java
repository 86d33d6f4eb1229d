package io.quotastack.api.usage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.util.RawValue;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.schemas.json.Json;

/** The answer to a batch: a result for each event, in order, and their counts. */
final class BatchAnswer {

    private BatchAnswer() {}

    static Reply of(List<EventResult> results, RequestContext request) {
        List<Map<String, Object>> documents = new ArrayList<>(results.size());
        Map<EventResult.Status, Integer> counts = new EnumMap<>(EventResult.Status.class);
        for (int index = 0; index < results.size(); index++) {
            documents.add(document(index, results.get(index), request));
            counts.merge(results.get(index).status(), 1, Integer::sum);
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("results", documents);
        answer.put("accepted", counts.getOrDefault(EventResult.Status.ACCEPTED, 0));
        answer.put("duplicates", counts.getOrDefault(EventResult.Status.DUPLICATE, 0));
        answer.put("rejected", counts.getOrDefault(EventResult.Status.REJECTED, 0));
        return new Reply(202, Json.bytes(answer), false);
    }

    private static Map<String, Object> document(int index, EventResult result, RequestContext request) {
        var document = new LinkedHashMap<String, Object>();
        document.put("index", index);
        document.put("event_id", result.eventId());
        document.put("status", result.status().name().toLowerCase(Locale.ROOT));
        result.problem().ifPresent(problem -> document.put("problem", ProblemJson.document(problem, request)));
        result.outcome().ifPresent(outcome -> {
            document.put("outcome_status", outcome.status());
            document.put("outcome", new RawValue(new String(outcome.body(), StandardCharsets.UTF_8)));
        });
        return document;
    }
}
