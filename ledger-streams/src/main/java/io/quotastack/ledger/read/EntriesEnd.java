package io.quotastack.ledger.read;

import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.schemas.topic.Topics;

/** Asks where a partition of {@code ledger-entries} ends, open transactions included. */
public final class EntriesEnd {

    private final Map<String, Object> kafka;

    /** @param kafka what any client of the cluster needs */
    public EntriesEnd(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /** Throws {@link KafkaException} where the cluster does not say. */
    long of(int partition) {
        var topic = new TopicPartition(Topics.LEDGER_ENTRIES.name(), partition);
        try (Admin admin = Admin.create(kafka)) {
            return admin.listOffsets(Map.of(topic, OffsetSpec.latest())).partitionResult(topic).get().offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the end of " + topic + " is not known", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
