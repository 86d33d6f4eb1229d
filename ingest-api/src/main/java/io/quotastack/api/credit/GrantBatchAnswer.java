package io.quotastack.api.credit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.util.RawValue;

import io.quotastack.api.http.OutcomeRoom;
import io.quotastack.api.http.Request;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.schemas.json.Json;

/** The answer to a batch of grants: a result for each, in order, and their counts. */
final class GrantBatchAnswer {

    private static final int REFUSED_FROM = 400;

    private enum Status {
        GRANTED,
        /** It was granted before, under its key. */
        DUPLICATE,
        REJECTED;

        private static Status of(Optional<Reply> outcome) {
            if (outcome.isEmpty() || outcome.get().status() >= REFUSED_FROM) {
                return REJECTED;
            }
            return outcome.get().replayed() ? DUPLICATE : GRANTED;
        }
    }

    private GrantBatchAnswer() {}

    /** @param outcomes of the parts that could be read; absent of the others */
    static Reply of(List<GrantBatch.Part> parts, List<Optional<Reply>> outcomes, Request request) {
        boolean minimal = request.preferences().returnMinimal();
        if (minimal) {
            request.answerHeader("Preference-Applied", "return=minimal");
        }
        var room = new OutcomeRoom();
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        List<Map<String, Object>> results = new ArrayList<>(parts.size());
        for (int index = 0; index < parts.size(); index++) {
            Status status = Status.of(outcomes.get(index));
            counts.merge(status, 1, Integer::sum);
            var result = new LinkedHashMap<String, Object>();
            result.put("index", index);
            result.put("idempotency_key", parts.get(index).key());
            result.put("status", status.name().toLowerCase(Locale.ROOT));
            if (parts.get(index) instanceof GrantBatch.Part.Faulty faulty) {
                result.put("problem", ProblemJson.document(faulty.problem(), request.context()));
            }
            outcomes.get(index).filter(outcome -> status == Status.REJECTED)
                    .ifPresent(problem -> result.put("problem", json(problem)));
            outcomes.get(index).filter(outcome -> status != Status.REJECTED && !minimal).flatMap(room::keep)
                    .ifPresent(granted -> result.put("outcome", json(granted)));
            results.add(result);
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("results", results);
        answer.put("granted", counts.getOrDefault(Status.GRANTED, 0));
        answer.put("duplicates", counts.getOrDefault(Status.DUPLICATE, 0));
        answer.put("rejected", counts.getOrDefault(Status.REJECTED, 0));
        return new Reply(200, Json.bytes(answer), false);
    }

    private static RawValue json(Reply reply) {
        return new RawValue(new String(reply.body(), StandardCharsets.UTF_8));
    }
}
