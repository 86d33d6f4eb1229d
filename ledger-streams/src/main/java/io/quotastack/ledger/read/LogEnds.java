package io.quotastack.ledger.read;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.schemas.topic.Topic;

/** Asks where partitions of a topic end, open transactions included. */
public final class LogEnds {

    /** A reader waits for it. */
    private static final int WITHIN_MILLIS = 10_000;

    private final Map<String, Object> kafka;

    /** @param kafka what any client of the cluster needs */
    public LogEnds(Map<String, Object> kafka) {
        Map<String, Object> bounded = new HashMap<>(kafka);
        bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
        bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WITHIN_MILLIS / 2);
        this.kafka = Map.copyOf(bounded);
    }

    /** The next offset of each. Throws {@link UnavailableException} where the cluster does not say. */
    Map<Integer, Long> of(Topic topic, Set<Integer> partitions) {
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(
                Collectors.toMap(partition -> new TopicPartition(topic.name(), partition),
                        partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(kafka)) {
            ListOffsetsResult answer = admin.listOffsets(asked);
            Map<Integer, Long> ends = new HashMap<>();
            for (TopicPartition partition : asked.keySet()) {
                ends.put(partition.partition(), answer.partitionResult(partition).get().offset());
            }
            return ends;
        } catch (ExecutionException | KafkaException e) {
            throw new UnavailableException("where " + topic.name() + " ends is not known: " + e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
