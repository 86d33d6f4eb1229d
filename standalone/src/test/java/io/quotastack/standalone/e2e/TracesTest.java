package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.OtlpReceiver.Collected;

/** Traces over OpenTelemetry (CONTRACT 14): one from a caller to the webhook, over HTTP and from Kafka. */
@Timeout(200)
class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String UNSAMPLED = "11111111111111111111111111111111";
    private static final String CALLER = "b7ad6b7169203331";

    @TempDir
    private Path directory;

    @Test
    void aTraceGoesFromTheCallerToTheCommitAndTheWebhook() throws Exception {
        try (var collector = new OtlpReceiver();
                var receiver = new WebhookReceiver(delivery -> 204);
                var process = QuotaStackProcess.start(directory, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.endpoint().toString(), "OTEL_BSP_SCHEDULE_DELAY", "200"), "--partitions", "1")) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit("calls", 10);
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));

            grant(tenant, UNSAMPLED, "00");
            grant(tenant, TRACE, "01");
            Collected request = collector.await(TRACE,
                    "POST /v1/customer-by-external-id/{external_id}/credits/grant");
            Collected decision = collector.await(TRACE, "decide");
            Collected queued = collector.await(TRACE, "queue credit.granted");
            Collected delivery = collector.await(TRACE, "deliver credit.granted");
            assertThat(request.parentId()).isEqualTo(CALLER);
            assertThat(decision.parentId()).isEqualTo(request.spanId());
            assertThat(queued.parentId()).isEqualTo(decision.spanId());
            assertThat(delivery.parentId()).isEqualTo(queued.spanId());
            assertThat(receiver.await(2)).extracting(received -> received.headers().get("traceparent"))
                    .containsExactly(null, List.of("00-" + TRACE + "-" + delivery.spanId() + "-01"));

            produce(process, tenant, OTHER_TRACE);
            Collected taken = collector.await(OTHER_TRACE, "take in");
            Collected charged = collector.await(OTHER_TRACE, "decide");
            assertThat(taken.parentId()).isEqualTo(CALLER);
            assertThat(charged.parentId()).isEqualTo(taken.spanId());
            assertThat(collector.spans()).extracting(Collected::traceId).doesNotContain(UNSAMPLED);
        }
    }

    private static void grant(Tenant tenant, String trace, String flags) {
        tenant.live().header("traceparent", "00-" + trace + "-" + CALLER + "-" + flags)
                .post("/v1/customer-by-external-id/ann/credits/grant", Map.of("credits", 1_000, "reason", "welcome"))
                .expect(201);
    }

    private static void produce(QuotaStackProcess process, Tenant tenant, String trace) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", process.bootstrapServers()), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var record = new ProducerRecord<>("usage-events", "ann".getBytes(ISO_8859_1),
                    Json.bytes(Map.of("specversion", "1.0", "id", "event-1", "source", "/gateway", "type", "calls",
                            "subject", "ann", "tenantid", tenant.id(), "environment", "live")));
            record.headers().add("traceparent", ("00-" + trace + "-" + CALLER + "-01").getBytes(ISO_8859_1));
            producer.send(record).get();
        }
        tenant.account("ann").eventually("event-1", "charged");
    }
}
