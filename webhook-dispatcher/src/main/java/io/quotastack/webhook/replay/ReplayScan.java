package io.quotastack.webhook.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.ReplayJob;

/**
 * How far the search of one replay is in one partition of `customer-events`, up to the end that this had when it began. A
 * bounded number of events is handed over before the task decided them, and none while many deliveries of the environment
 * wait: what a replay delivers stays in the topic until there is room for it. What is handed over twice, the task knows by
 * its offset.
 */
final class ReplayScan {

    /** Deliveries of the environment that wait in the partition and events on their way there. */
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_AHEAD = 500;
    private static final Duration TOLD_AGAIN_AFTER = Duration.ofSeconds(1);

    private final int partition;
    private final ReplayJob replay;
    private final LongSupplier waiting;
    /** The offsets of events that the task has not decided. */
    private final Deque<Long> ahead = new ArrayDeque<>();
    private OptionalLong position = OptionalLong.empty();
    private OptionalLong end = OptionalLong.empty();
    /** All wanted events before it are handed over. */
    private long handedUpTo;
    /** All wanted events before it are decided, and to be handed over no more. */
    private long decidedUpTo;
    private boolean toBeginAgain;
    private OptionalLong endToldNanos = OptionalLong.empty();

    /** @param waiting how many deliveries of the environment wait in the partition */
    ReplayScan(int partition, ReplayJob replay, LongSupplier waiting) {
        this.partition = partition;
        this.replay = replay;
        this.waiting = waiting;
        this.handedUpTo = replay.nextOffset();
        this.decidedUpTo = replay.nextOffset();
    }

    int partition() {
        return partition;
    }

    ReplayJob replay() {
        return replay;
    }

    TenantEnvironment tenantEnvironment() {
        return replay.tenantEnvironment();
    }

    /** Where to read on; empty: where the range begins. */
    synchronized OptionalLong position() {
        if (toBeginAgain) {
            toBeginAgain = false;
            ahead.clear();
            handedUpTo = decidedUpTo;
            position = OptionalLong.empty();
        }
        return position.isEmpty() && decidedUpTo > 0 ? OptionalLong.of(decidedUpTo) : position;
    }

    synchronized void readUpTo(long offset) {
        position = OptionalLong.of(offset);
    }

    /**
     * Its search ends where the topic ended when it began. The broker is asked without the lock, which the task that
     * decides takes too.
     */
    long end(LongSupplier endOfTopic) {
        OptionalLong known = end();
        return known.isPresent() ? known.getAsLong() : endsAt(endOfTopic.getAsLong());
    }

    private synchronized OptionalLong end() {
        return end;
    }

    private synchronized long endsAt(long offset) {
        end = OptionalLong.of(offset);
        return offset;
    }

    synchronized int ahead() {
        return ahead.size();
    }

    /**
     * Whether one more event may be handed over.
     *
     * @param allAhead of all replays of the environment in the partition
     */
    boolean hasRoom(long allAhead) {
        return ahead() < MOST_AHEAD && waiting.getAsLong() + allAhead < MOST_WAITING;
    }

    /** Whether the record may be an event that is delivered again, by its key. */
    boolean concerns(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return false;
        }
        return replay.concerns(new String(record.key(), UTF_8));
    }

    /** An event is handed over. Answers where the search for it began. */
    synchronized long hand(long offset) {
        long from = handedUpTo;
        ahead.add(offset);
        handedUpTo = offset + 1;
        return from;
    }

    /** An event on its way to the task is lost, and so are those behind it. */
    synchronized void lost() {
        toBeginAgain = true;
    }

    /**
     * The task decided an event.
     *
     * @param nextOffset all before it is queued
     */
    synchronized void decided(long offset, long nextOffset) {
        decidedUpTo = Math.max(decidedUpTo, nextOffset);
        while (Optional.ofNullable(ahead.peek()).filter(first -> first < nextOffset).isPresent()) {
            ahead.remove();
        }
        toBeginAgain |= offset >= nextOffset;
    }

    /** Whether it was not told a moment ago. */
    boolean mayTellEnd(long nanos) {
        boolean may = endToldNanos.isEmpty() || nanos - endToldNanos.getAsLong() > TOLD_AGAIN_AFTER.toNanos();
        endToldNanos = may ? OptionalLong.of(nanos) : endToldNanos;
        return may;
    }

    /** Whether the task has decided all that was to be found. */
    synchronized boolean isDone() {
        return !toBeginAgain && ahead.isEmpty() && end.isPresent() && position.isPresent()
                && position.getAsLong() >= end.getAsLong();
    }
}
