package io.quotastack.platform.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DurableProducerTest {

    private static final ProducerRecord<byte[], byte[]> RECORD = new ProducerRecord<>("topic", 0, new byte[] {1},
            new byte[] {2});

    private final MockProducer<byte[], byte[]> kafka = new MockProducer<>(false, null, new ByteArraySerializer(),
            new ByteArraySerializer());
    private final DurableProducer producer = new DurableProducer(kafka);

    @Test
    void completesWithTheOffsetWhenTheRecordIsAcknowledged() {
        CompletableFuture<Long> first = producer.append(RECORD);
        CompletableFuture<Long> second = producer.append(RECORD);
        assertThat(first).isNotDone();

        kafka.completeNext();
        kafka.completeNext();

        assertThat(first).isCompletedWithValue(0L);
        assertThat(second).isCompletedWithValue(1L);
    }

    @Test
    void failsWithWhatKafkaSays() {
        CompletableFuture<Long> durable = producer.append(RECORD);

        kafka.errorNext(new TimeoutException("no acknowledgement"));

        assertThat(durable.exceptionNow()).isInstanceOf(TimeoutException.class);
        assertThat(DurableProducer.isTooLarge(durable.exceptionNow())).isFalse();
    }

    @Test
    void failsInsteadOfThrowing() {
        kafka.sendException = new RecordTooLargeException("5 MiB");

        CompletableFuture<Long> durable = producer.append(RECORD);

        assertThat(DurableProducer.isTooLarge(durable.exceptionNow())).isTrue();
    }
}
