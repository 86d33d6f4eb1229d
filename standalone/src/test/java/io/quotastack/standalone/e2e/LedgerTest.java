package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** The append-only ledger, its queries and its explanations (CONTRACT 3 and 5). */
class LedgerTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account("léger/😀");

    @Test
    void everyEntryIsInTheChainWhateverItsMetadata() {
        tenant.perUnit("calls", 3);
        account.grant(9_007_199_254_740_993L,
                Map.of("metadata", Map.of("b", "\"\\\b\f\n\r\t\u0001€", "a", "😀", "é", "")));
        account.use("evt-1", "calls", 2, Map.of("metadata", Map.of("\n", "line"))).expect(201);
        account.voidUsage("evt-1").expect(200);
        account.adjust(-5).expect(201);

        List<JsonNode> entries = LedgerAudit.check(account);

        assertThat(account.entryTypes()).containsExactly("grant", "usage", "refund", "adjust");
        assertThat(entries.get(0).fieldNames()).toIterable().containsExactlyInAnyOrder("id", "sequence", "type",
                "delta", "reserved_delta", "balance_after", "reserved_after", "allocations", "repaid", "command_id",
                "idempotency_key", "usage_event_id", "reservation_id", "subscription_id", "billable_metric_key",
                "rule_id", "units", "external_payment_id", "metadata", "occurred_at", "recorded_at", "previous_hash",
                "hash");
        assertThat(entries.get(1).required("usage_event_id").textValue()).isEqualTo("evt-1");
        assertThat(entries.get(2).required("usage_event_id").textValue()).isEqualTo("evt-1");
    }

    @Test
    void canonicalJsonIsThatOfTheRfc() throws Exception {
        // RFC 8785, 3.2.2 and 3.2.3, without its floating-point numbers.
        JsonNode example = Json.MAPPER.readTree("""
                {"string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false],
                 "\\u20ac": "Euro Sign", "\\r": "Carriage Return", "1": "One", "\\u0080": "Control"}""");

        assertThat(LedgerAudit.canonical(example)).isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\","
                + "\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\","
                + "\"\u0080\":\"Control\",\"€\":\"Euro Sign\"}");
    }

    @Test
    void entriesAreListedBySequenceFromEitherEnd() {
        for (int i = 1; i <= 7; i++) {
            account.grant(i);
        }
        List<Long> ascending = sequences(api.rows(account.path("/ledger"), 3));
        List<Long> descending = new ArrayList<>(sequences(api.rows(account.path("/ledger?order=desc"), 3)));

        assertThat(ascending).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        Collections.reverse(descending);
        assertThat(descending).isEqualTo(ascending);
    }

    private static List<Long> sequences(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.required("sequence").longValue()).toList();
    }

    @Test
    void entriesAreFilteredByTypeAndTime() {
        account.grant(10);
        account.adjust(-1).expect(201);
        account.grant(10);
        account.adjust(-2).expect(201);
        List<JsonNode> all = account.ledger();
        String from = all.get(1).required("occurred_at").textValue();
        String to = all.get(3).required("occurred_at").textValue();

        assertThat(sequences(api.rows(account.path("/ledger?type=adjust"), 1))).containsExactly(2L, 4L);
        assertThat(api.rows(account.path("/ledger?from=" + from + "&to=" + to), 200))
                .allSatisfy(entry -> assertThat(entry.required("occurred_at").textValue()).isBetween(from, to)
                        .isNotEqualTo(to));
        assertThat(sequences(api.rows(account.path("/ledger?to=" + from), 200))).doesNotContain(2L, 3L, 4L);
        assertThat(api.get(account.path("/ledger?type=theft&order=up&from=noon")).expect(400, "invalid-request")
                .faults()).containsExactlyInAnyOrder("type", "order", "from");
    }

    @Test
    void anEntryIsFoundByItsIdForItsCustomerOnly() {
        account.grant(10);
        JsonNode entry = account.ledger().getFirst();
        String id = entry.required("id").textValue();

        assertThat(api.get(account.path("/ledger/" + id)).expect(200).json()).isEqualTo(entry);
        assertThat(api.get(account.pathById("/ledger/" + id)).expect(200).json()).isEqualTo(entry);
        Account other = tenant.account();
        other.grant(1);
        for (String nothing : List.of("/ledger/" + id, "/ledger/" + id + "/explain", "/ledger/le_nothing")) {
            assertThat(api.get(other.path(nothing)).expect(404, "not-found").text("resource")).as(nothing)
                    .isEqualTo("ledger_entry");
        }
    }

    @Test
    void explainsTheRuleTheStepsAndTheBlocksInTheirOrder() {
        tenant.priced("calls", Tenant.graduated("event", Tenant.tier(10, 5), Tenant.above(2)));
        String soon = account.grant(40, Map.of("expires_in_seconds", 3_600));
        String wallet = account.grant(1_000, Map.of("price_paid", 10, "currency", "USD"));
        Answer usage = account.use("calls", 15).expect(201);

        Answer explained = api.get(account.path("/ledger/" + usage.text("ledger_entry_id") + "/explain")).expect(200);

        assertThat(usage.number("cost")).isEqualTo(10 * 5 + 5 * 2);
        assertThat(explained.number("delta")).isEqualTo(-60);
        assertThat(explained.text("/usage/rule/id")).isEqualTo(usage.text("rule_id"));
        assertThat(explained.at("/usage/steps").findValues("amount")).extracting(JsonNode::textValue)
                .containsExactly("50", "10");
        assertThat(explained.at("blocks").findValues("block_id")).extracting(JsonNode::textValue)
                .containsExactly(soon, wallet);
        assertThat(explained.at("blocks").findValues("amount")).extracting(JsonNode::longValue)
                .containsExactly(40L, 20L);
        assertThat(explained.text("/blocks/1/ordered_by")).isEqualTo("expires_at");
        assertThat(explained.number("/blocks/1/remaining_before")).isEqualTo(1_000);
        assertThat(explained.number("/blocks/1/remaining_after")).isEqualTo(980);
    }

    @Test
    void explainsGrantsAndOverageToo() {
        tenant.perUnit("calls", 1);
        account.grant(10);
        account.patch(Map.of("overage_policy", "allow"));
        Answer usage = account.use("calls", 25).expect(201);
        account.grant(100);
        List<JsonNode> entries = account.ledger();

        Answer intoOverage = api.get(account.path("/ledger/" + usage.text("ledger_entry_id") + "/explain"))
                .expect(200);
        Answer repaying = api
                .get(account.path("/ledger/" + entries.getLast().required("id").textValue() + "/explain")).expect(200);

        assertThat(intoOverage.number("overage")).isEqualTo(15);
        assertThat(repaying.number("/blocks/0/repaid")).isEqualTo(15);
        assertThat(repaying.at("usage").isNull()).isTrue();
        assertThat(usage.at("/allocations/1/block_id").isNull()).isTrue();
    }
}
