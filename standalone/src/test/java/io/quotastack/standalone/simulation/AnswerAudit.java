package io.quotastack.standalone.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.simulation.Door.Answered;
import io.quotastack.standalone.simulation.Traffic.Wish;

/** Holds what clients were told against what they were told before, and in the end against the ledger. */
final class AnswerAudit {

    private final Cluster cluster;
    private final Map<String, First> firstByKey = new TreeMap<>();
    private final Map<String, Answered> byRequest = new TreeMap<>();
    /** By customer, the latest version of its ledger that anybody was told of. */
    private final Map<String, Long> versions = new HashMap<>();

    /** What a wish was answered first. */
    private record First(Wish wish, Answered answered) {}

    AnswerAudit(Cluster cluster) {
        this.cluster = cluster;
    }

    static JsonNode json(Answered answered) {
        try {
            return Json.MAPPER.readTree(answered.body());
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + answered, e);
        }
    }

    long versionOf(String customer) {
        return versions.getOrDefault(customer, 0L);
    }

    CustomerKey key(String customer) {
        return CustomerKey.ofExternalId(cluster.config.environment(), customer);
    }

    /**
     * An answer arrived at its client.
     *
     * @param floor the latest version that anybody had been told of when it was sent
     */
    void audit(Wish wish, Answered answered, long floor) {
        assertThat(answered.status()).as("nothing breaks: %s %s", wish, answered).isNotIn(400, 500);
        if (wish.key().isEmpty()) {
            auditRead(wish, answered, floor);
            return;
        }
        byRequest.put(answered.requestId(), answered);
        cluster.figures.count("answers");
        Answered first = firstByKey.computeIfAbsent(wish.key(), none -> new First(wish, answered)).answered();
        if (!first.requestId().equals(answered.requestId())
                && cluster.partitionOf(key(wish.customer())).areKept(wish.key(), record -> Set
                        .of(first.requestId(), answered.requestId()).contains(record.id()))) {
            cluster.figures.count("answers given again");
            assertThat(answered.status()).as("the answer to %s is final: %s", wish, answered)
                    .isEqualTo(first.status());
            assertThat(answered.body()).as("the answer to %s is final", wish).isEqualTo(first.body());
        }
        entriesOf(json(answered)).forEach(entry -> versions.merge(wish.customer(), sequence(entry), Math::max));
    }

    private void auditRead(Wish wish, Answered answered, long floor) {
        if (answered.status() == 200) {
            cluster.figures.count("reads");
            assertThat(json(answered).path("version").asLong())
                    .as("a read of %s sees all that was answered: %s", wish, answered).isGreaterThanOrEqualTo(floor);
            versions.merge(wish.customer(), json(answered).path("version").asLong(), Math::max);
        } else {
            assertThat(floor).as("%s was there before: %s", wish, answered).isZero();
        }
    }

    private static List<String> entriesOf(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("ledger_entry_ids").forEach(id -> ids.add(id.asText()));
        if (answer.path("ledger_entry_id").isTextual()) {
            ids.add(answer.path("ledger_entry_id").asText());
        }
        if (answer.at("/from/ledger_entry_id").isTextual()) { // a transfer
            ids.add(answer.at("/from/ledger_entry_id").asText());
        }
        return ids;
    }

    private static long sequence(String entry) {
        return ResourceId.parse(ResourceId.Kind.LEDGER_ENTRY, entry).orElseThrow().ordinal();
    }

    private void auditAccepted(LedgerAudit ledger, CustomerKey customer, String event) {
        cluster.figures.count("accepted events");
        List<String> outcomes = ledger.outcomesOf(customer, event);
        assertThat(outcomes).as("the accepted event %s came to an end", event).isNotEmpty();
        assertThat(outcomes.contains("charged")).as("event %s, which came to %s", event, outcomes)
                .isEqualTo(ledger.isCharged(customer, event));
    }

    /** In the end, what was answered is true, and what was accepted came to an end. */
    void auditAll(LedgerAudit ledger, Map<String, List<Reply>> decidedAgain) {
        byRequest.forEach((request, answered) -> {
            entriesOf(json(answered)).forEach(
                    entry -> assertThat(ledger.hasEntry(entry)).as("%s is in the ledger", entry).isTrue());
            json(answered).at("/to/ledger_entry_ids").forEach(entry -> assertThat(ledger.hasEntry(entry.asText()))
                    .as("%s is in the receiver's ledger", entry).isTrue());
            List<Reply> again = decidedAgain.getOrDefault(request, List.of());
            if (!again.isEmpty() && answered.status() != 202) {
                assertThat(again).as("the log, decided again, answers %s the same", request)
                        .anySatisfy(reply -> {
                            assertThat(reply.status()).isEqualTo(answered.status());
                            assertThat(new String(reply.body(), UTF_8)).isEqualTo(answered.body());
                        });
            }
        });
        firstByKey.forEach((key, first) -> {
            if (first.answered().status() == 202) {
                auditAccepted(ledger, key(first.wish().customer()), key);
            }
        });
        cluster.usage.customersByEvent().forEach((event, customer) -> {
            auditAccepted(ledger, key(customer), event);
            if (cluster.usage.isProducedOnce(event)) {
                assertThat(ledger.outcomesOf(key(customer), event))
                        .as("a record that is taken twice, of event %s", event)
                        .hasSize(1);
            }
        });
    }
}
