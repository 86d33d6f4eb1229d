package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.apache.kafka.common.TopicPartition;

import io.quotastack.events.CustomerEvent;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;

/** What a tenant's endpoint got, against all events there are. */
final class Deliveries {

    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(90);

    private Deliveries() {}

    /** What came again after a kill was there before; the first arrivals count 1, 2, 3 … to the last event there is. */
    static long expectAll(Api api, WebhookReceiver receiver, String bootstrapServers, URI registry, String what) {
        Map<String, Long> events = lastSequences(bootstrapServers, registry);
        events.forEach((customer, last) -> {
            Eventually.within(DELIVERED_WITHIN, () -> receiver.received().stream()
                    .filter(one -> one.customer().equals(customer)).mapToLong(WebhookReceiver.Received::sequence).max()
                    .orElse(0), found -> found >= last);
            assertThat(receiver.received().stream().filter(one -> one.customer().equals(customer))
                    .map(WebhookReceiver.Received::sequence).distinct()).as(what + ", " + customer)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
        });
        Eventually.within(DELIVERED_WITHIN, () -> api.get("/v1/webhooks/deliveries?status=pending&limit=1"),
                page -> page.expect(200).at("data").isEmpty());
        return events.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of each customer, by what was committed of the topic; which counts without a gap itself. */
    private static Map<String, Long> lastSequences(String bootstrapServers, URI registry) {
        Map<String, Long> last = new TreeMap<>();
        try (var serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, registry.toString()));
                var deserializer = serdes.values(CustomerEvent.class).deserializer();
                var consumer = CommittedConsumer.of(Map.of("bootstrap.servers", bootstrapServers), Map.of())) {
            String topic = Topics.CUSTOMER_EVENTS.name();
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    CustomerEvent event = deserializer.deserialize(topic, record.value());
                    long before = last.getOrDefault(event.getExternalCustomerId(), 0L);
                    assertThat(event.getSequence()).as(event.toString()).isEqualTo(before + 1);
                    last.put(event.getExternalCustomerId(), event.getSequence());
                });
            }
        }
        return last;
    }
}
