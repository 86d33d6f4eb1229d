package io.quotastack.core.account;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kind of row that a customer has. {@link AccountRows} lists all of them; how each is kept is for a store to say.
 *
 * @param <K> tells the rows of the kind apart
 * @param <V> what a row says
 */
public sealed class RowType<K extends Comparable<? super K>, V> permits RowType.Ordered {

    private static final AtomicInteger KINDS = new AtomicInteger();

    private final String name;
    private final int index = KINDS.getAndIncrement();

    private RowType(String name) {
        this.name = name;
    }

    /** Rows that are found by their key. */
    static <K extends Comparable<? super K>, V> RowType<K, V> keyed(String name) {
        return new RowType<>(name);
    }

    /** A customer has one row of this kind, or none. */
    static <V> RowType<Single, V> single(String name) {
        return new RowType<>(name);
    }

    /** Rows that are also walked along in the order of their keys. */
    static <K extends Comparable<? super K>, V> Ordered<K, V> ordered(String name) {
        return new Ordered<>(name);
    }

    /** The key of a row that is the only one of its kind. */
    public enum Single {
        ROW
    }

    /** The value of a row whose key says all. */
    public enum Present {
        PRESENT
    }

    /**
     * A number from 0 on, less than the number of kinds that {@link AccountRows#all} lists: a decision finds its rows of a
     * kind in an array, since it looks them up again and again. It is of this run of the program only.
     */
    public final int index() {
        return index;
    }

    /** What a row is, in words. */
    @Override
    public final String toString() {
        return name;
    }

    /** A kind of rows that can be walked along in the order of their keys; a store has to keep them in that order. */
    public static final class Ordered<K extends Comparable<? super K>, V> extends RowType<K, V> {
        private Ordered(String name) {
            super(name);
        }
    }
}
