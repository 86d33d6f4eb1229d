package io.quotastack.metering.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One assigned partition of {@code usage-events}: records go from waiting through in flight to settled (durable), in
 * their order.
 *
 * <pre>
 *  polled ──▶ waiting ──(handed over)──▶ in flight ──(durable)──▶ settled: may be committed
 *                ▲                           │
 *                └──── read again from Kafka ┘ a write failed
 * </pre>
 *
 * <p>After a failure all from the failed record on is read again, so that order is kept; what was durable of it already
 * is a repeat that changes nothing.
 */
final class SourcePartition {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    /** The reading of the first waiting record, while there is no room for it. */
    private Optional<Reading> read = Optional.empty();
    private OptionalLong settled = OptionalLong.empty();
    /** Of the records that wait or are in flight. */
    private long bytes;
    private Duration backoff = FIRST_BACKOFF;
    private OptionalLong pausedUntilNanos = OptionalLong.empty();

    private record InFlight(ConsumerRecord<byte[], byte[]> record, CompletableFuture<Void> durable) {}

    /** What looking for durable records came to. */
    sealed interface Settling {

        /** All that is durable may be committed. */
        record Done() implements Settling {}

        /** A record did not become durable; nothing waits or is in flight any more, read again from there. */
        record Failed(long offset, Throwable cause) implements Settling {}
    }

    void add(List<ConsumerRecord<byte[], byte[]>> polled) {
        waiting.addAll(polled);
        polled.forEach(record -> bytes += bytes(record));
    }

    /** Of the records that it holds. */
    long bytes() {
        return bytes;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = Math.max(record.serializedKeySize(), 0) + (long) Math.max(record.serializedValueSize(), 0);
        for (Header header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** The first record that waits. */
    Optional<ConsumerRecord<byte[], byte[]>> first() {
        return Optional.ofNullable(waiting.peekFirst());
    }

    /** What the first record is, read once. */
    Reading reading(Function<ConsumerRecord<byte[], byte[]>, Reading> reader) {
        if (read.isEmpty()) {
            read = Optional.of(reader.apply(waiting.getFirst()));
        }
        return read.get();
    }

    /** The first record was handed over. */
    void handedOver(CompletableFuture<Void> durable) {
        inFlight.add(new InFlight(waiting.removeFirst(), durable));
        read = Optional.empty();
    }

    /** Takes note of what became durable, up to the first record that has not. */
    Settling settle() {
        while (!inFlight.isEmpty() && inFlight.getFirst().durable().isDone()) {
            InFlight head = inFlight.getFirst();
            if (head.durable().isCompletedExceptionally()) {
                waiting.clear();
                inFlight.clear();
                bytes = 0;
                read = Optional.empty();
                return new Settling.Failed(head.record().offset(), head.durable().exceptionNow());
            }
            inFlight.removeFirst();
            bytes -= bytes(head.record());
            settled = OptionalLong.of(head.record().offset() + 1);
            backoff = FIRST_BACKOFF;
        }
        return new Settling.Done();
    }

    /** Everything handed over so far; completes with whatever failed. */
    CompletableFuture<Void> allDurable() {
        return CompletableFuture.allOf(inFlight.stream().map(InFlight::durable).toArray(CompletableFuture<?>[]::new));
    }

    /** Where to go on after a restart, once anything is durable. */
    OptionalLong settled() {
        return settled;
    }

    boolean hasInFlight() {
        return !inFlight.isEmpty();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Leaves the partition alone for a while, each time longer until something becomes durable. */
    Duration backOff(long nowNanos) {
        Duration pause = backoff;
        pausedUntilNanos = OptionalLong.of(nowNanos + pause.toNanos());
        backoff = pause.multipliedBy(2).compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause.multipliedBy(2);
        return pause;
    }

    boolean backsOff(long nowNanos) {
        if (pausedUntilNanos.isPresent() && nowNanos - pausedUntilNanos.getAsLong() >= 0) {
            pausedUntilNanos = OptionalLong.empty();
        }
        return pausedUntilNanos.isPresent();
    }
}
