package io.quotastack.standalone.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The store of one task: what is committed, and what it wrote since, which is gone when the task is. */
final class SimulatedRows implements KeyValueStore<Bytes, byte[]> {

    private final String name;
    private final ConcurrentNavigableMap<Bytes, byte[]> rows;
    private final Map<Bytes, Optional<byte[]>> uncommitted = new TreeMap<>();

    /** @param committed what the store is restored from */
    SimulatedRows(String name, NavigableMap<Bytes, byte[]> committed) {
        this.name = name;
        this.rows = new ConcurrentSkipListMap<>(committed);
    }

    /** The rows written since this was last asked; those that were deleted are absent. */
    Map<Bytes, Optional<byte[]>> takeUncommitted() {
        var taken = new TreeMap<>(uncommitted);
        uncommitted.clear();
        return taken;
    }

    NavigableMap<Bytes, byte[]> rows() {
        return rows;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        uncommitted.put(key, Optional.ofNullable(value));
        if (value == null) {
            rows.remove(key);
        } else {
            rows.put(key, value);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] present = get(key);
        put(key, null);
        return present;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return from.compareTo(to) > 0
                ? new Walk(new TreeMap<Bytes, byte[]>())
                : new Walk(rows.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new Walk(rows);
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        throw new UnsupportedOperationException("not a store that Streams opens");
    }

    @Override
    public void close() {
        // Rows in memory need no closing.
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private static final class Walk implements KeyValueIterator<Bytes, byte[]> {

        private final Iterator<Map.Entry<Bytes, byte[]>> rest;
        private Optional<Map.Entry<Bytes, byte[]>> next;

        Walk(Map<Bytes, byte[]> rows) {
            this.rest = rows.entrySet().iterator();
            this.next = following();
        }

        private Optional<Map.Entry<Bytes, byte[]>> following() {
            return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public Bytes peekNextKey() {
            return next.orElseThrow().getKey();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> row = next.orElseThrow();
            next = following();
            return KeyValue.pair(row.getKey(), row.getValue());
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }
}
