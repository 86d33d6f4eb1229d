package io.quotastack.ledger.read;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import io.quotastack.schemas.topic.Topics;

/**
 * Asks where a partition of {@code ledger-entries} ends, open transactions included, and whether one of them stays open for
 * ever: its end was written and is lost, so no reader of what is committed ever comes past it.
 */
public final class EntriesEnd {

    private static final Set<TransactionState> OVER = EnumSet.of(TransactionState.EMPTY,
            TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final Map<String, Object> kafka;

    /** @param kafka what any client of the cluster needs */
    public EntriesEnd(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /** Throws {@link KafkaException} where the cluster does not say. */
    long of(int partition) {
        var topic = topic(partition);
        try (Admin admin = Admin.create(kafka)) {
            return get(admin.listOffsets(Map.of(topic, OffsetSpec.latest())).partitionResult(topic), topic).offset();
        }
    }

    /**
     * Whether a reader of what is committed can never come past that offset: a transaction begins there that its coordinator
     * has ended, or does not know. Throws {@link KafkaException} where the cluster does not say.
     */
    boolean isNeverPassed(int partition, long offset) {
        var topic = topic(partition);
        try (Admin admin = Admin.create(kafka)) {
            Set<Long> producers = openFrom(admin, topic, offset);
            // One that was ended between the two looks is open no more at the second.
            return !producers.isEmpty() && areAllOver(admin, topic, producers)
                    && openFrom(admin, topic, offset).equals(producers);
        }
    }

    private static Set<Long> openFrom(Admin admin, TopicPartition topic, long offset) {
        return get(admin.describeProducers(Set.of(topic)).partitionResult(topic), topic).activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().stream()
                        .anyMatch(begun -> begun == offset))
                .map(ProducerState::producerId).collect(Collectors.toSet());
    }

    private static boolean areAllOver(Admin admin, TopicPartition topic, Collection<Long> producers) {
        return get(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers)).all(), topic)
                .stream().allMatch(transaction -> OVER.contains(transaction.state()));
    }

    private static TopicPartition topic(int partition) {
        return new TopicPartition(Topics.LEDGER_ENTRIES.name(), partition);
    }

    private static <T> T get(KafkaFuture<T> answer, TopicPartition topic) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException("the end of " + topic + " is not known", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
