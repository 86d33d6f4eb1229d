package io.quotastack.platform.store.committed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A set of keys that may say of a key that it is in it though it is not, and never the other way round: a Bloom filter in
 * which all bits of a key are in one line of the processor's cache. Any threads may add and ask.
 */
final class KeyFilter {

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    /** Wrong about one key in a hundred that is not there. */
    private static final int BITS_OF_KEY = 12;
    private static final int WORDS_OF_LINE = 8;
    private static final int BYTES_OF_LINE = WORDS_OF_LINE * Long.BYTES;
    private static final int PROBES = 6;
    /** A bit of a line. */
    private static final int BITS_OF_PROBE = 9;

    private final long[] words;

    /** @param bytes at least those of a line */
    KeyFilter(long bytes) {
        int lines = (int) Math.min(Integer.MAX_VALUE / BYTES_OF_LINE, bytes / BYTES_OF_LINE);
        words = new long[WORDS_OF_LINE * lines];
    }

    static long bytesFor(long keys) {
        return Math.max(BYTES_OF_LINE, keys * BITS_OF_KEY / Byte.SIZE);
    }

    /** How many keys it is made for; with more it is wrong more often. */
    long keys() {
        return (long) words.length * Long.SIZE / BITS_OF_KEY;
    }

    long bytes() {
        return (long) words.length * Long.BYTES;
    }

    /** Whether it changed: if not, the key had been added, or others that look like it. */
    boolean add(byte[] key) {
        long hash = hash(key);
        int line = line(hash);
        long probes = mixed(hash);
        boolean added = false;
        for (int i = 0; i < PROBES; i++, probes >>>= BITS_OF_PROBE) {
            int word = word(line, probes);
            long bit = 1L << probes;
            if ((words[word] & bit) == 0) {
                added |= ((long) WORDS.getAndBitwiseOr(words, word, bit) & bit) == 0;
            }
        }
        return added;
    }

    boolean mayHave(byte[] key) {
        long hash = hash(key);
        int line = line(hash);
        long probes = mixed(hash);
        for (int i = 0; i < PROBES; i++, probes >>>= BITS_OF_PROBE) {
            if ((words[word(line, probes)] & (1L << probes)) == 0) {
                return false;
            }
        }
        return true;
    }

    /** By the upper half of the hash: no power of two has to fit. */
    private int line(long hash) {
        return (int) (((hash >>> Integer.SIZE) * (words.length / WORDS_OF_LINE)) >>> Integer.SIZE);
    }

    /** The lower six bits of a probe are the bit of its word. */
    private static int word(int line, long probes) {
        return line * WORDS_OF_LINE + (int) ((probes >>> 6) & (WORDS_OF_LINE - 1));
    }

    private static long hash(byte[] key) {
        long hash = key.length;
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) EIGHT_BYTES.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = (rest << Byte.SIZE) | (key[at] & 0xff);
        }
        return mixed(hash ^ rest);
    }

    /** The finalizer of SplitMix64: each bit of what goes in turns half of those that come out. */
    private static long mixed(long bits) {
        long mixed = bits + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
