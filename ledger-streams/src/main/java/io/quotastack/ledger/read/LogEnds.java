package io.quotastack.ledger.read;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * Asks where partitions end, open transactions included, and whether one of those stays open for ever: its end was written and
 * is lost, so no reader of what is committed ever comes past it. Each question throws {@link UnavailableException} where the
 * cluster does not say.
 */
public final class LogEnds implements AutoCloseable {

    /** Somebody waits for the answer. */
    private static final int WITHIN_MILLIS = 10_000;

    private static final Set<TransactionState> OVER = EnumSet.of(TransactionState.EMPTY,
            TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final Map<String, Object> settings;
    /** From the first question on. */
    private Optional<Admin> admin = Optional.empty();

    /** @param kafka what any client of the cluster needs */
    public LogEnds(Map<String, Object> kafka) {
        Map<String, Object> bounded = new HashMap<>(kafka);
        bounded.put(AdminClientConfig.CLIENT_ID_CONFIG, "quotastack-log-ends");
        bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
        bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WITHIN_MILLIS / 2);
        this.settings = Map.copyOf(bounded);
    }

    /** The next offset of each partition. */
    Map<Integer, Long> of(Topic topic, Set<Integer> partitions) {
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(
                Collectors.toMap(partition -> new TopicPartition(topic.name(), partition),
                        partition -> OffsetSpec.latest()));
        ListOffsetsResult answer = admin().listOffsets(asked);
        Map<Integer, Long> ends = new HashMap<>();
        for (TopicPartition partition : asked.keySet()) {
            ends.put(partition.partition(), get(answer.partitionResult(partition), topic).offset());
        }
        return ends;
    }

    /** The next offset of a partition of {@code ledger-entries}. */
    long endOfEntries(int partition) {
        return Objects.requireNonNull(of(Topics.LEDGER_ENTRIES, Set.of(partition)).get(partition));
    }

    /**
     * Whether a reader of what is committed of {@code ledger-entries} can never come past that offset: a transaction begins
     * there that its coordinator has ended, or does not know.
     */
    boolean isNeverPassed(int partition, long offset) {
        var entries = new TopicPartition(Topics.LEDGER_ENTRIES.name(), partition);
        Set<Long> producers = openFrom(entries, offset);
        // One that was ended between the two looks is open no more at the second.
        return !producers.isEmpty() && areAllOver(producers) && openFrom(entries, offset).equals(producers);
    }

    private Set<Long> openFrom(TopicPartition entries, long offset) {
        return get(admin().describeProducers(Set.of(entries)).partitionResult(entries), Topics.LEDGER_ENTRIES)
                .activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().stream()
                        .anyMatch(begun -> begun == offset))
                .map(ProducerState::producerId).collect(Collectors.toSet());
    }

    private boolean areAllOver(Collection<Long> producers) {
        return get(admin().listTransactions(new ListTransactionsOptions().filterProducerIds(producers)).all(),
                Topics.LEDGER_ENTRIES).stream().allMatch(transaction -> OVER.contains(transaction.state()));
    }

    private synchronized Admin admin() {
        try {
            Admin known = admin.orElseGet(() -> Admin.create(settings));
            admin = Optional.of(known);
            return known;
        } catch (KafkaException e) {
            throw new UnavailableException("the cluster cannot be asked: " + e);
        }
    }

    private static <T> T get(KafkaFuture<T> answer, Topic topic) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new UnavailableException("where " + topic.name() + " ends is not known: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while " + topic.name() + " was asked for its end");
        }
    }

    @Override
    public synchronized void close() {
        admin.ifPresent(Admin::close);
    }
}
