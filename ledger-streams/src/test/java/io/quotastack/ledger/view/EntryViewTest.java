package io.quotastack.ledger.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.ledger.wire.RandomEntries;
import io.quotastack.schemas.json.Json;

class EntryViewTest {

    private final long seed = new Random().nextLong();
    private final RandomEntries entries = new RandomEntries(new Random(seed));

    @Test
    void hasExactlyTheMembersOfTheContract() throws IOException {
        JsonNode ofOneMetric = answer(entry -> entry.usage().flatMap(UsageRef::ofOneMetric).isPresent());
        JsonNode ofLines = answer(entry -> entry.usage().filter(usage -> usage.priced().itemized()).isPresent());

        assertThat(ofLines.properties()).extracting(Map.Entry::getKey).contains("lines");
        ((ObjectNode) ofLines).remove("lines");
        assertThat(ofOneMetric.fieldNames()).toIterable().containsExactlyElementsOf(ofLines::fieldNames)
                .containsExactly("id", "sequence", "type", "delta",
                        "reserved_delta", "balance_after", "reserved_after", "allocations", "repaid", "command_id",
                        "idempotency_key", "usage_event_id", "reservation_id", "subscription_id", "external_payment_id",
                        "billable_metric_key",
                        "rule_id", "units", "metadata", "occurred_at", "recorded_at", "previous_hash", "hash");
    }

    private JsonNode answer(Predicate<LedgerEntry> which) throws IOException {
        LedgerEntry entry = Stream.generate(entries::next).filter(which).findFirst().orElseThrow();
        return Json.MAPPER.readTree(Json.bytes(EntryView.of(entry)));
    }

    @Test
    void letsAnyoneComputeTheHashFromTheAnswer() throws IOException, NoSuchAlgorithmException {
        for (int i = 0; i < 1_000; i++) {
            LedgerEntry entry = entries.next();

            var answer = (ObjectNode) Json.MAPPER.readTree(Json.bytes(EntryView.of(entry)));
            String hash = answer.remove("hash").textValue();

            byte[] canonical = canonical(answer).getBytes(StandardCharsets.UTF_8);
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical)))
                    .as("seed %d, %s", seed, answer).isEqualTo(hash);
        }
    }

    /** RFC 8785 by its text, knowing nothing of entries. */
    private static String canonical(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeMap<String, JsonNode>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            return members.entrySet().stream()
                    .map(member -> quoted(member.getKey()) + ":" + canonical(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false).map(EntryViewTest::canonical)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return node.isTextual() ? quoted(node.textValue()) : node.toString();
    }

    private static String quoted(String text) {
        return text.chars().mapToObj(c -> {
            int shortForm = "\"\\\b\f\n\r\t".indexOf(c);
            if (shortForm >= 0) {
                return "\\" + "\"\\bfnrt".charAt(shortForm);
            }
            return c < 0x20 ? String.format("\\u%04x", c) : String.valueOf((char) c);
        }).collect(Collectors.joining("", "\"", "\""));
    }
}
