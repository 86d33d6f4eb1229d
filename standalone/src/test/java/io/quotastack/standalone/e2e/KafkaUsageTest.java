package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Usage from any Kafka client, without HTTP (CONTRACT 12). */
class KafkaUsageTest {

    private static final String LETTERS = "usage-events-dead-letters";

    private final QuotaStackProcess process = SharedProcess.get();
    private final UsageProducer producer = new UsageProducer(process);
    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @BeforeEach
    void price() {
        tenant.perUnit("calls", 10);
        account.grant(1_000);
    }

    @AfterEach
    void close() {
        producer.close();
    }

    private Map<String, Object> cloudEvent(String eventId, Map<String, ?> data) {
        return Map.of("specversion", "1.0", "id", eventId, "source", "/gateway", "type", "calls", "subject",
                account.externalId(), "tenantid", tenant.id(), "environment", "live", "data", data);
    }

    @Test
    void avroIsCharged() {
        Instant time = Instant.now().minus(Duration.ofHours(2));
        producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "avro-1", "calls", 3)
                .setExternalCustomerId(account.externalId()).setTimestamp(time).setMetadata(Map.of("a", "b")).build());
        producer.avro(account.externalId(),
                UsageProducer.event(tenant.id(), "avro-2", "calls", 1).setCustomerId(account.id()).build());

        Answer charged = account.eventually("avro-1", "charged");

        assertThat(charged.number("/charge/cost")).isEqualTo(30);
        assertThat(charged.text("timestamp")).isEqualTo(Json.time(time));
        account.eventually("avro-2", "charged");
        assertThat(account.balance()).isEqualTo(960);
        assertThat(account.ledger().get(1).at("/metadata/a").textValue()).isEqualTo("b");
    }

    @Test
    void structuredCloudEventsAreCharged() {
        producer.structured(account.externalId(), "application/cloudevents+json; charset=UTF-8",
                cloudEvent("ce-1", Map.of("units", 2, "metadata", Map.of("a", "b"))));
        var timed = new HashMap<>(cloudEvent("ce-2", Map.of()));
        String time = Json.time(Instant.now().minusSeconds(60));
        timed.put("time", time);
        producer.structured(account.externalId(), "application/cloudevents+json", timed);

        assertThat(account.eventually("ce-1", "charged").number("/charge/cost")).isEqualTo(20);
        Answer second = account.eventually("ce-2", "charged");
        assertThat(second.number("units")).isEqualTo(1);
        assertThat(second.text("timestamp")).isEqualTo(time);
    }

    @Test
    void binaryCloudEventsAreChargedWithoutAContentType() {
        producer.binary(account.externalId(),
                Map.of("specversion", "1.0", "id", "ce-3", "source", "/gateway", "type", "calls", "subject",
                        account.externalId(), "tenantid", tenant.id(), "environment", "live"),
                Json.bytes(Map.of("units", 5)));

        assertThat(account.eventually("ce-3", "charged").number("/charge/cost")).isEqualTo(50);
    }

    /** As the official SDK of Python sends it. */
    @Test
    void structuredCloudEventsAreChargedWithoutAContentTypeOrWithThatOfTheData() {
        producer.raw(account.externalId(), Json.bytes(cloudEvent("py-1", Map.of("units", 2))));
        producer.structured(account.externalId(), "application/json", cloudEvent("py-2", Map.of("units", 3)));

        assertThat(account.eventually("py-1", "charged").number("/charge/cost")).isEqualTo(20);
        assertThat(account.eventually("py-2", "charged").number("/charge/cost")).isEqualTo(30);
    }

    @Test
    void aBinaryCloudEventWithoutDataIsOneUnitAsItsStructuredTwinIs() {
        producer.binary(account.externalId(), attributes("none", "/gateway"), new byte[0]);
        var twin = new HashMap<>(cloudEvent("twin", Map.of()));
        twin.remove("data");
        producer.structured(account.externalId(), "application/cloudevents+json", twin);

        assertThat(account.eventually("none", "charged").number("units")).isEqualTo(1);
        assertThat(account.eventually("twin", "charged").number("units")).isEqualTo(1);
    }

    @Test
    void aCloudEventThatMeansSomethingElseIsRefusedAndNeverCharged() {
        producer.structured(account.externalId(), "application/cloudevents+json",
                cloudEvent("llm", Map.of("tokens", 550, "model", "x")));

        Answer refused = account.eventually("llm", "refused");
        assertThat(refused.at("/problem/errors").valueStream().map(fault -> fault.path("pointer").asText()))
                .containsExactlyInAnyOrder("/tokens", "/model");
        account.api().post("/v1/usage/llm/retry", Map.of("external_customer_id", account.externalId()))
                .expect(409, "usage-state");
        assertThat(account.balance()).isEqualTo(1_000);
    }

    @Test
    void theSameIdFromAnotherSourceIsRefusedAndListed() {
        producer.binary(account.externalId(), attributes("twice", "/a"), "{}".getBytes(StandardCharsets.UTF_8));
        producer.binary(account.externalId(), attributes("twice", "/b"), "{}".getBytes(StandardCharsets.UTF_8));

        Eventually.answers(
                () -> account.api().get("/v1/usage?status=refused&external_customer_id=" + account.externalId()),
                list -> list.at("data").valueStream().anyMatch(event -> event.at("/event_id").asText().equals("twice")
                        && event.at("/problem/type").asText().endsWith("idempotency-key-reused")));
        account.eventually("twice", "charged");
        assertThat(account.balance()).isEqualTo(990);
    }

    @Test
    void headersThatAreNotUtf8AreDeadLetters() {
        String key = UUID.randomUUID().toString();
        for (byte letter : new byte[] {(byte) 0xfc, (byte) 0xf6}) {
            byte[] name = "M#ller".getBytes(StandardCharsets.UTF_8);
            name[1] = letter;
            producer.binary(key, attributes("latin", "/gateway"), "ce_subject", name);
        }
        try (var reader = new TopicReader(process)) {
            assertThat(reader.raw(LETTERS, 2,
                    letter -> Arrays.equals(letter.key(), key.getBytes(StandardCharsets.UTF_8))))
                    .allSatisfy(letter -> assertThat(header(letter, "quotastack-reason"))
                            .contains("ce_subject is not UTF-8"));
        }
    }

    private Map<String, String> attributes(String eventId, String source) {
        return Map.of("specversion", "1.0", "id", eventId, "source", source, "type", "calls", "subject",
                account.externalId(), "tenantid", tenant.id(), "environment", "live");
    }

    /** No source is a value of its own (as no timestamp is): what names one is another event, and told apart from it. */
    @Test
    void anEventIsChargedOnceWhateverTheFormatAndTheWayIn() {
        producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "same", "calls", 3)
                .setExternalCustomerId(account.externalId()).build());
        account.eventually("same", "charged");
        producer.structured(account.externalId(), "application/cloudevents+json",
                cloudEvent("same", Map.of("units", 3)));
        Answer overHttp = account.use("same", "calls", 3).expect(201);
        producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "last", "calls", 1)
                .setExternalCustomerId(account.externalId()).build());
        account.eventually("last", "charged");

        assertThat(overHttp.number("cost")).isEqualTo(30);
        assertThat(overHttp.replayed()).isTrue();
        assertThat(account.balance()).isEqualTo(960);
    }

    @Test
    void aReadableEventThatCannotBeChargedShowsAsRefused() {
        Account poor = tenant.account();
        producer.avro("k", UsageProducer.event(tenant.id(), "poor", "calls", 3)
                .setExternalCustomerId(poor.externalId()).build());
        producer.avro("k", UsageProducer.event(tenant.id(), "unknown", "nothing", 3)
                .setExternalCustomerId(poor.externalId()).build());
        producer.avro("k", UsageProducer.event(tenant.id(), "negative", "calls", -3)
                .setExternalCustomerId(poor.externalId()).build());
        producer.avro("k", UsageProducer.event(tenant.id(), "old", "calls", 3)
                .setTimestamp(Instant.parse("2020-01-01T00:00:00Z")).setExternalCustomerId(poor.externalId()).build());

        assertThat(reason(poor, "poor")).isEqualTo("insufficient-credits");
        assertThat(reason(poor, "unknown")).isEqualTo("not-found");
        assertThat(reason(poor, "negative")).isEqualTo("invalid-request");
        assertThat(reason(poor, "old")).isEqualTo("timestamp-out-of-range");
        poor.grant(100);
        assertThat(poor.retry("poor").number("cost")).isEqualTo(30);
    }

    private static String reason(Account account, String eventId) {
        return account.eventually(eventId, "refused").text("/problem/type").replace("urn:quotastack:problem:", "");
    }

    @Test
    void otherContentUnderAnIdIsReportedAndTheFirstStands() {
        account.use("evt", "calls", 1).expect(201);

        producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "evt", "calls", 9)
                .setExternalCustomerId(account.externalId()).build());

        Eventually.answers(() -> account.api().get("/v1/usage?status=refused"),
                list -> list.at("data").valueStream().anyMatch(event -> event.at("/problem/type").asText()
                        .endsWith("idempotency-key-reused")));
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("charged");
        assertThat(account.balance()).isEqualTo(990);
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndStopsNothing() {
        String key = UUID.randomUUID().toString();
        byte[] unknownSchema = {0, 0, 15, 66, 63, 1, 2, 3};
        producer.raw(key, "poison".getBytes(StandardCharsets.UTF_8));
        producer.raw(key, unknownSchema);
        producer.raw(key, new byte[0]);
        producer.structured(key, "application/cloudevents+json", Map.of("specversion", "1.0", "id", "x"));
        producer.avro(key, UsageProducer.event(UUID.randomUUID().toString(), "x", "calls", 1)
                .setExternalCustomerId("x").build());
        producer.avro(key, UsageProducer.event(tenant.id(), "x", "calls", 1).build());
        producer.avro(key, UsageProducer.event(tenant.id(), "x", "calls", 1)
                .setCustomerId(UUID.randomUUID().toString()).build());
        producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "after", "calls", 1)
                .setExternalCustomerId(account.externalId()).build());

        account.eventually("after", "charged");
        try (var reader = new TopicReader(process)) {
            List<ConsumerRecord<byte[], byte[]>> letters = reader.raw(LETTERS, 7,
                    letter -> Arrays.equals(letter.key(), key.getBytes(StandardCharsets.UTF_8)));
            assertThat(letters).allSatisfy(letter -> {
                assertThat(header(letter, "quotastack-reason")).isNotBlank();
                assertThat(header(letter, "quotastack-source-topic")).isEqualTo("usage-events");
                assertThat(Long.parseLong(header(letter, "quotastack-source-offset"))).isNotNegative();
            });
            assertThat(letters.get(0).value()).isEqualTo("poison".getBytes(StandardCharsets.UTF_8));
            assertThat(letters.get(1).value()).isEqualTo(unknownSchema);
            assertThat(header(letters.get(4), "quotastack-reason")).contains("unknown tenant");
            assertThat(header(letters.get(6), "quotastack-reason")).contains("unknown customer_id");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
