package io.quotastack.core.account;

import java.util.Optional;

/**
 * A row that a decision leaves other than it found it.
 *
 * @param value absent: the row is removed
 */
public record RowChange<K extends Comparable<? super K>, V>(RowType<K, V> type, K key, Optional<V> value) {}
