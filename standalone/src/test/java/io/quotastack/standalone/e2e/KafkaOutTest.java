package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.UsageOutcome;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.TopicReader.Found;

/** What anyone can read from Kafka: entries, events and outcomes, in Avro, committed (CONTRACT 12). */
class KafkaOutTest {

    private final QuotaStackProcess process = SharedProcess.get();
    private final TopicReader reader = new TopicReader(process);
    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account("kafka:out");

    @AfterEach
    void close() {
        reader.close();
    }

    private List<String> eventTypes(int count) {
        return events(count).stream().map(event -> event.value().getType()).toList();
    }

    private List<Found<CustomerEvent>> events(int count) {
        return reader.avro("customer-events", CustomerEvent.class, count,
                event -> event.getTenantId().equals(tenant.id())
                        && event.getExternalCustomerId().equals(account.externalId()));
    }

    @Test
    void ledgerEntriesAreThoseOfTheApi() {
        tenant.perUnit("calls", 10);
        account.grant(25, Map.of("metadata", Map.of("a", "b")));
        account.use("evt", "calls", 2).expect(201);
        account.voidUsage("evt").expect(200);
        List<JsonNode> entries = LedgerAudit.check(account);

        List<Found<LedgerEntry>> found = reader.avro("ledger-entries", LedgerEntry.class, 3,
                entry -> entry.getTenantId().equals(tenant.id()));

        for (int i = 0; i < entries.size(); i++) {
            LedgerEntry entry = found.get(i).value();
            JsonNode answered = entries.get(i);
            assertThat(entry.getHash()).isEqualTo(answered.required("hash").textValue());
            assertThat(entry.getPreviousHash()).isEqualTo(answered.required("previous_hash").textValue());
            assertThat(entry.getSequence()).isEqualTo(i + 1);
            assertThat(entry.getType()).isEqualTo(answered.required("type").textValue());
            assertThat(entry.getDelta()).isEqualTo(answered.required("delta").longValue());
            assertThat(entry.getId()).isEqualTo(answered.required("id").textValue());
            assertThat(Json.time(entry.getOccurredAt())).isEqualTo(answered.required("occurred_at").textValue());
            assertThat(Json.time(entry.getRecordedAt())).isEqualTo(answered.required("recorded_at").textValue());
            assertThat(entry.getExternalCustomerId()).isEqualTo(account.externalId());
            assertThat(entry.getCustomerId()).isEqualTo(account.id());
            assertThat(entry.getEnvironment()).isEqualTo("live");
            assertThat(new String(found.get(i).record().key(), StandardCharsets.UTF_8))
                    .isEqualTo(tenant.id() + "/live/" + account.id());
        }
    }

    @Test
    void aCustomersEventsAreCountedFrom1WithoutAGap() {
        tenant.perUnit("calls", 10);
        account.grant(30);
        account.patch(Map.of("low_balance_threshold", 10, "overage_policy", "notify"));
        account.use("a", "calls", 2).expect(201);
        account.use("b", "calls", 1).expect(201);
        account.use("c", "calls", 1).expect(201);
        account.voidUsage("c").expect(200);
        account.adjust(5).expect(201);

        assertThat(eventTypes(9)).containsExactly("credit.granted", "credit.consumed", "credit.balance_low",
                "credit.consumed", "credit.depleted", "credit.consumed", "credit.overage", "credit.refunded",
                "credit.adjusted");
        assertThat(events(9).stream().map(event -> event.value().getSequence()))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 9).boxed().toList());
        assertThat(events(9).stream().map(event -> event.value().getId())).doesNotHaveDuplicates();
        assertThat(events(9)).allSatisfy(event -> assertThat(Json.MAPPER.readTree(event.value().getData()).isObject())
                .isTrue());
    }

    @Test
    void aRefusalThatNobodyWaitedForIsAnEventAndAnOutcome() {
        tenant.perUnit("calls", 10);
        account.accept("refused", "calls", 1);
        account.eventually("refused", "refused");
        account.grant(100);
        account.accept("charged", "calls", 1);
        account.eventually("charged", "charged");

        assertThat(eventTypes(3)).containsExactly("usage.refused", "credit.granted", "credit.consumed");
        List<Found<UsageOutcome>> outcomes = reader.avro("usage-outcomes", UsageOutcome.class, 2,
                outcome -> outcome.getTenantId().equals(tenant.id()));
        UsageOutcome refused = outcomes.get(0).value();
        UsageOutcome charged = outcomes.get(1).value();
        assertThat(refused.getEventId()).isEqualTo("refused");
        assertThat(refused.getStatus()).isEqualTo("refused");
        assertThat(refused.getAccepted()).isTrue();
        assertThat(refused.getProblem()).contains("urn:quotastack:problem:insufficient-credits");
        assertThat(charged.getStatus()).isEqualTo("charged");
        assertThat(charged.getCost()).isEqualTo(10);
        assertThat(charged.getBalanceAfter()).isEqualTo(90);
        assertThat(charged.getLedgerEntryId())
                .isEqualTo(account.event("charged").expect(200).text("/charge/ledger_entry_id"));
    }

    @Test
    void testAndLiveAreToldApart() {
        account.by(tenant.test()).grant(5);
        account.grant(7);

        assertThat(events(2).stream().map(event -> event.value().getEnvironment())).containsExactlyInAnyOrder("test",
                "live");
        assertThat(events(2)).allSatisfy(event -> assertThat(event.value().getSequence()).isEqualTo(1));
    }

    @Test
    void publicSchemasAreRegisteredByTopicAndEvolveBackward() throws Exception {
        for (String topic : List.of("usage-events", "ledger-entries", "customer-events", "usage-outcomes")) {
            JsonNode latest = registry("/subjects/" + topic + "-value/versions/latest");
            assertThat(Json.MAPPER.readTree(latest.required("schema").textValue()).required("namespace").textValue())
                    .isEqualTo("io.quotastack.events");
        }
        assertThat(registry("/config").required("compatibilityLevel").textValue()).isEqualTo("BACKWARD");
    }

    private JsonNode registry(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(HttpRequest.newBuilder(process.registry().resolve(path)).build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            return Json.MAPPER.readTree(response.body());
        }
    }
}
