package io.quotastack.standalone.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's client as a node has it: records of one partition arrive in their order, after some time, or not, and whether they
 * did is told some time later, or not.
 */
final class SimulatedProducer extends MockProducer<byte[], byte[]> {

    private static final long NO_OFFSET = -1;

    private final Cluster cluster;
    private final String owner;
    private final String client;

    /**
     * A client of its own connection.
     *
     * @param owner with whom it dies
     * @param client tells those of one owner apart
     */
    SimulatedProducer(Cluster cluster, String owner, String client) {
        this.cluster = cluster;
        this.owner = owner;
        this.client = client;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        var partition = new TopicPartition(record.topic(), record.partition());
        var acknowledged = new CompletableFuture<Long>();
        cluster.network.send(owner + " " + client + " " + record.partition(),
                () -> cluster.append(record.partition(), record.key(), record.value(), owner + " acks", acknowledged));
        return acknowledged.handle((offset, failure) -> {
            var written = new RecordMetadata(partition, failure == null ? offset : NO_OFFSET, 0, NO_OFFSET, 0, 0);
            callback.onCompletion(written, (Exception) failure);
            return written;
        });
    }
}
