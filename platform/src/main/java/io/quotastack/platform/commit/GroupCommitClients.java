package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The clients that Streams works with: plain ones that tell {@link GroupCommit} of polls and commits. */
public final class GroupCommitClients implements KafkaClientSupplier {

    private final String commandsTopic;
    private final CommitPolicy policy;

    /** @param commandsTopic whose records are decided; others are not counted */
    public GroupCommitClients(String commandsTopic, CommitPolicy policy) {
        this.commandsTopic = commandsTopic;
        this.policy = policy;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new CountingConsumer(config, commandsTopic, policy);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TellingProducer(config);
    }

    private static final class CountingConsumer extends KafkaConsumer<byte[], byte[]> {

        private final String commandsTopic;
        private final CommitPolicy policy;

        CountingConsumer(Map<String, Object> config, String commandsTopic, CommitPolicy policy) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.commandsTopic = commandsTopic;
            this.policy = policy;
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            GroupCommit commit = GroupCommit.ofThread();
            ConsumerRecords<byte[], byte[]> records = super.poll(commit.pollTimeout(timeout));
            int commands = 0;
            for (TopicPartition partition : records.partitions()) {
                if (partition.topic().equals(commandsTopic)) {
                    commands += records.records(partition).size();
                }
            }
            commit.polled(commands, policy);
            return records;
        }
    }

    private static final class TellingProducer extends KafkaProducer<byte[], byte[]> {

        TellingProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        /** When this returns, the commit is durable: whatever comes after cannot take it back. */
        @Override
        public void commitTransaction() {
            super.commitTransaction();
            GroupCommit.ofThread().committed();
        }

        @Override
        public void abortTransaction() {
            GroupCommit.ofThread().aborted();
            super.abortTransaction();
        }
    }
}
