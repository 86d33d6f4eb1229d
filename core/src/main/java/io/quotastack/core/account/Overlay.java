package io.quotastack.core.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rows of the state with the draft's own merged in by key; an empty Optional hides the state's row. */
record Overlay<K extends Comparable<K>, V, R>(
        SortedMap<K, Optional<V>> changed,
        Rows<R> rows,
        Function<R, K> keyOf,
        BiFunction<K, V, R> row) {

    interface Rows<R> {
        void visit(Predicate<R> visitor);
    }

    void visit(Predicate<R> visitor) {
        if (changed.isEmpty()) {
            rows.visit(visitor);
            return;
        }
        var ours = new ArrayList<>(changed.entrySet());
        var merge = new Merge(ours, visitor);
        rows.visit(merge::beforeAndThis);
        merge.rest();
    }

    private final class Merge {
        private final List<Map.Entry<K, Optional<V>>> ours;
        private final Predicate<R> visitor;
        private int next;
        private boolean enough;

        Merge(List<Map.Entry<K, Optional<V>>> ours, Predicate<R> visitor) {
            this.ours = ours;
            this.visitor = visitor;
        }

        boolean beforeAndThis(R theirs) {
            K key = keyOf.apply(theirs);
            while (!enough && next < ours.size() && ours.get(next).getKey().compareTo(key) < 0) {
                show(ours.get(next++));
            }
            if (!enough && !changed.containsKey(key)) {
                enough = !visitor.test(theirs);
            }
            return !enough;
        }

        void rest() {
            while (!enough && next < ours.size()) {
                show(ours.get(next++));
            }
        }

        private void show(Map.Entry<K, Optional<V>> our) {
            our.getValue().ifPresent(value -> enough = !visitor.test(row.apply(our.getKey(), value)));
        }
    }
}
