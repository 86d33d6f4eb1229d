package io.quotastack.platform.config;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.topic.Topics;

/**
 * The snapshots of the configuration by version, from a first one on: each is the first one with the changes up to its
 * version. A decision is a function of the log alone only if everyone who makes it again gets the very same snapshot.
 *
 * <p>For one thread at a time.
 */
final class ConfigVersions {

    /** What is kept of changes, by the bytes of their records; the oldest beyond are folded into the first snapshot. */
    private static final long MOST_BYTES = 64L << 20;
    /** Snapshots made before, so that another one costs the few changes between. */
    private static final int MOST_SNAPSHOTS = 8;

    private final long mostBytes;
    private final Deque<Read> changes = new ArrayDeque<>();
    private final NavigableMap<Long, Config> snapshots = new TreeMap<>();
    private Config first = Config.EMPTY;
    private long bytes;
    /** Compaction has removed changes: then an old one may have taken the place of one that is missing before it. */
    private boolean gaps;
    private Optional<String> lost = Optional.empty();

    ConfigVersions() {
        this(MOST_BYTES);
    }

    ConfigVersions(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * A change as it was read.
     *
     * @param bytes of its record
     * @param old so old that changes which it took the place of may have been removed
     */
    record Read(NumberedChange change, int bytes, boolean old) {

        /** The changes among the records: one without a value deletes what no snapshot has any more. */
        static List<Read> all(Iterable<ConsumerRecord<byte[], byte[]>> records, Instant now) throws IOException {
            List<Read> changes = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (Optional.ofNullable(record.value()).isPresent()) {
                    changes.add(of(record, now));
                }
            }
            return changes;
        }

        private static Read of(ConsumerRecord<byte[], byte[]> record, Instant now) throws IOException {
            try {
                return new Read(ConfigJson.read(record.value(), NumberedChange.class), record.serializedValueSize(),
                        !Instant.ofEpochMilli(record.timestamp()).plus(Topics.SUPERSEDED_CONFIG_KEPT).isAfter(now));
            } catch (UnknownFormatException e) {
                throw e.at(record.topic(), record.offset());
            }
        }
    }

    /** More changes, in the order of their versions. */
    void add(List<Read> read) {
        long last = changes.isEmpty() ? first.version() : changes.getLast().change().version();
        int folded = 0;
        for (Read next : read) {
            changes.add(next);
            bytes += next.bytes();
            boolean follows = next.change().version() == last + 1;
            gaps |= !follows;
            if (!follows && !next.old()) {
                // What compaction removed was superseded by a change that is old, and so is all before that one.
                lost = Optional.of("versions " + (last + 1) + " to " + (next.change().version() - 1));
            }
            if (!follows || (gaps && next.old())) {
                folded = changes.size();
            }
            last = next.change().version();
        }
        fold(Math.max(folded, overBytes()));
    }

    /** How many of the oldest are too many. */
    private int overBytes() {
        long left = bytes;
        int over = 0;
        for (Read oldest : changes) {
            if (left <= mostBytes) {
                break;
            }
            left -= oldest.bytes();
            over++;
        }
        return over;
    }

    private void fold(int oldest) {
        if (oldest == 0) {
            return;
        }
        List<NumberedChange> folded = new ArrayList<>(oldest);
        for (int i = 0; i < oldest; i++) {
            Read read = changes.remove();
            folded.add(read.change());
            bytes -= read.bytes();
        }
        first = first.apply(folded);
        snapshots.headMap(first.version(), true).clear();
    }

    /** What is missing and cannot have been removed by compaction: the topic is damaged. */
    Optional<String> lost() {
        return lost;
    }

    /** The version of the earliest snapshot that can be made. */
    long first() {
        return first.version();
    }

    /**
     * The snapshot of exactly that version.
     *
     * @throws ConfigGoneException it is earlier than the first one there is
     */
    Config at(long version) {
        if (version < first.version()) {
            throw new ConfigGoneException(version, first.version());
        }
        var nearest = snapshots.floorEntry(version);
        Config from = nearest == null ? first : nearest.getValue();
        if (from.version() == version) {
            return from;
        }
        Config snapshot = from.apply(changes.stream().map(Read::change)
                .filter(change -> change.version() > from.version() && change.version() <= version).toList());
        if (snapshot.version() != version) {
            throw new IllegalArgumentException("configuration " + version + " was not read yet");
        }
        snapshots.put(version, snapshot);
        if (snapshots.size() > MOST_SNAPSHOTS) {
            snapshots.pollFirstEntry();
        }
        return snapshot;
    }
}
