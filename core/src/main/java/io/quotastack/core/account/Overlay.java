package io.quotastack.core.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * The rows of one kind as a draft has them: its own over those of the state. A row of the state is read once, since a
 * decision looks at the same ones again and again.
 */
final class Overlay<K extends Comparable<? super K>, V> {

    private final RowType<K, V> type;
    private final AccountState base;
    private final Map<K, Optional<V>> found = new HashMap<>();
    /** An empty Optional hides the state's row. */
    private final SortedMap<K, Optional<V>> changed = new TreeMap<>();

    Overlay(RowType<K, V> type, AccountState base) {
        this.type = type;
        this.base = base;
    }

    Optional<V> get(K key) {
        Optional<V> ours = changed.get(key);
        return ours != null ? ours : found.computeIfAbsent(key, unread -> base.get(type, unread));
    }

    /** What the draft itself did to the row; absent when it left it alone. */
    Optional<Optional<V>> change(K key) {
        return Optional.ofNullable(changed.get(key));
    }

    void put(K key, Optional<V> value) {
        changed.put(key, value);
    }

    void addTo(List<RowChange<?, ?>> changes) {
        changed.forEach((key, value) -> changes.add(new RowChange<>(type, key, value)));
    }

    /** Walks along the rows of an ordered kind. */
    void scan(RowType.Ordered<K, V> ordered, BiPredicate<K, V> visitor) {
        var merge = new Merge(new ArrayList<>(changed.entrySet()), visitor);
        base.scan(ordered, merge::beforeAndThis);
        merge.rest();
    }

    private final class Merge {
        private final List<Map.Entry<K, Optional<V>>> ours;
        private final BiPredicate<K, V> visitor;
        private int next;
        private boolean enough;

        Merge(List<Map.Entry<K, Optional<V>>> ours, BiPredicate<K, V> visitor) {
            this.ours = ours;
            this.visitor = visitor;
        }

        boolean beforeAndThis(K key, V theirs) {
            while (!enough && next < ours.size() && ours.get(next).getKey().compareTo(key) < 0) {
                show(ours.get(next++));
            }
            if (!enough && !changed.containsKey(key)) {
                found.putIfAbsent(key, Optional.of(theirs));
                enough = !visitor.test(key, theirs);
            }
            return !enough;
        }

        void rest() {
            while (!enough && next < ours.size()) {
                show(ours.get(next++));
            }
        }

        private void show(Map.Entry<K, Optional<V>> our) {
            our.getValue().ifPresent(value -> enough = !visitor.test(our.getKey(), value));
        }
    }
}
