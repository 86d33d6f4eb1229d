package io.quotastack.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A map that never changes, of which another one with a few changes costs a small part of a copy. In no order. */
public final class ShardedMap<K, V> {

    private static final int SHARDS = 256;

    private final List<Map<K, V>> shards;
    private final int size;

    private ShardedMap(List<Map<K, V>> shards, int size) {
        this.shards = shards;
        this.size = size;
    }

    public static <K, V> ShardedMap<K, V> empty() {
        return new ShardedMap<>(Collections.nCopies(SHARDS, Map.of()), 0);
    }

    /** The map with these entries instead of those of their keys, and without those keys. */
    public ShardedMap<K, V> with(Map<K, V> put, Set<K> removed) {
        if (put.isEmpty() && removed.isEmpty()) {
            return this;
        }
        Map<Integer, Map<K, V>> copies = new HashMap<>();
        put.forEach((key, value) -> copyOf(shardOf(key), copies).put(key, value));
        removed.forEach(key -> copyOf(shardOf(key), copies).remove(key));
        List<Map<K, V>> changed = new ArrayList<>(shards);
        copies.forEach(changed::set);
        return new ShardedMap<>(changed, changed.stream().mapToInt(Map::size).sum());
    }

    private Map<K, V> copyOf(int shard, Map<Integer, Map<K, V>> copies) {
        return copies.computeIfAbsent(shard, of -> new HashMap<>(shards.get(of)));
    }

    private static int shardOf(Object key) {
        int hash = key.hashCode() * 0x9E3779B9; // spread otherwise than the maps of the shards do
        return hash >>> 24;
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(shards.get(shardOf(key)).get(key));
    }

    public boolean containsKey(K key) {
        return get(key).isPresent();
    }

    public Stream<V> values() {
        return shards.stream().flatMap(shard -> shard.values().stream());
    }

    public Stream<Map.Entry<K, V>> entries() {
        return shards.stream().flatMap(shard -> shard.entrySet().stream());
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardedMap<?, ?> map && shards.equals(map.shards);
    }

    @Override
    public int hashCode() {
        return shards.hashCode();
    }

    @Override
    public String toString() {
        return shards.stream().filter(shard -> !shard.isEmpty()).toList().toString();
    }
}
