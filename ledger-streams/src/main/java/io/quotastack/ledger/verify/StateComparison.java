package io.quotastack.ledger.verify;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.ledger.state.RowReader;
import io.quotastack.ledger.state.Shard;

/**
 * The rows that were decided again against those of the state, which is that of some moment between two places of the log: it
 * must be equal to what was decided again at one place between them.
 */
final class StateComparison {

    /** More rows than a process can change while the logs are cut are no matter of the moment. */
    private static final int MOST_OF_A_MOMENT = 200_000;

    private final int partition;
    private final TemporaryRows fresh;
    private final TemporaryRows image;
    private final Coverage coverage;
    private final Counts counts;
    private final Progress progress;
    private final NavigableSet<Bytes> different = new TreeSet<>();
    private final NavigableSet<Bytes> neverEqual = new TreeSet<>();
    /** Answers whose time was over by then may be gone. */
    private final Instant swept;
    private boolean wasEqual;
    private boolean tooMany;

    StateComparison(int partition, TemporaryRows fresh, TemporaryRows image, Coverage coverage, Instant swept,
            Counts counts, Progress progress) {
        this.partition = partition;
        this.fresh = fresh;
        this.image = image;
        this.coverage = coverage;
        this.swept = swept;
        this.counts = counts;
        this.progress = progress;
    }

    /** Compares all rows. */
    void begin() {
        try (var ours = fresh.all(); var theirs = image.all()) {
            while ((ours.hasNext() || theirs.hasNext()) && different.size() <= MOST_OF_A_MOMENT) {
                int order = order(ours, theirs);
                Bytes key = order <= 0 ? ours.peekNextKey() : theirs.peekNextKey();
                byte[] expected = order <= 0 ? ours.next().value : null;
                byte[] found = order >= 0 ? theirs.next().value : null;
                if (isCompared(key)) {
                    count(key);
                    if (!equal(key, expected, found)) {
                        different.add(key);
                    }
                }
            }
        }
        tooMany = different.size() > MOST_OF_A_MOMENT;
        neverEqual.addAll(different);
        wasEqual = different.isEmpty();
    }

    private static int order(KeyValueIterator<Bytes, byte[]> ours, KeyValueIterator<Bytes, byte[]> theirs) {
        if (!theirs.hasNext()) {
            return -1;
        }
        return ours.hasNext() ? ours.peekNextKey().compareTo(theirs.peekNextKey()) : 1;
    }

    private void count(Bytes key) {
        counts.rowsDecided++;
        if (RowReader.isCustomer(key)) {
            counts.customersDecided++;
        }
        progress.on(() -> String.format("  partition %d: %,d rows of the state compared", partition,
                counts.rowsDecided));
    }

    /**
     * The partition's own row says the configuration of the last place; of a part of the log that may be less. Up to where
     * commands are decided is compared before, with what the group says.
     */
    private boolean isCompared(Bytes key) {
        if (RowReader.isDecidedEnd(key)) {
            return false;
        }
        if (coverage.isWhole()) {
            return true;
        }
        Optional<CustomerKey> owner = RowReader.ownerOf(key);
        return owner.isPresent() && coverage.isDecided(owner.get());
    }

    /** Looks again at the rows that another command changed. */
    void after() {
        for (Bytes key : fresh.takeWritten()) {
            if (isCompared(key)) {
                if (equal(key, fresh.get(key), image.get(key))) {
                    different.remove(key);
                    neverEqual.remove(key);
                } else {
                    different.add(key);
                }
            }
        }
        wasEqual |= different.isEmpty() && !tooMany;
    }

    private boolean equal(Bytes key, byte @Nullable [] expected, byte @Nullable [] found) {
        if (expected == null) {
            return found == null;
        }
        if (found == null) {
            return RowReader.isAnswer(key) && RowReader.read(key, expected).value() instanceof RowReader.Answered answer
                    && !answer.mark().keptAt(swept);
        }
        return Arrays.equals(expected, found) || sameValue(key, expected, found);
    }

    private static boolean sameValue(Bytes key, byte[] expected, byte[] found) {
        try {
            return RowReader.read(key, expected).equals(RowReader.read(key, found));
        } catch (RuntimeException e) { // whatever it is, it is not what was decided
            return false;
        }
    }

    /** The first row that was equal at no place between, if the state was not. */
    Optional<Difference> result() {
        if (wasEqual) {
            return Optional.empty();
        }
        Bytes key = (neverEqual.isEmpty() ? different : neverEqual).first();
        byte[] expected = fresh.get(key);
        byte[] found = image.get(key);
        return Optional.of(new Difference(partition, what(key, expected == null ? found : expected),
                text(key, expected), text(key, found)));
    }

    private String what(Bytes key, byte @Nullable [] value) {
        String whose = RowReader.ownerOf(key).map(owner -> " of " + Names.of(owner, new Shard(image),
                new Shard(fresh))).orElse("");
        try {
            RowReader.Row row = RowReader.read(key, value == null ? new byte[0] : value);
            return "the row of " + row.kind() + " " + row.key() + whose;
        } catch (RuntimeException e) { // named by its key alone
            return "the row with the key " + HexFormat.of().formatHex(key.get()) + whose;
        }
    }

    private static String text(Bytes key, byte @Nullable [] value) {
        if (value == null) {
            return "no row";
        }
        try {
            return RowReader.read(key, value).value().toString();
        } catch (RuntimeException e) { // it says itself why
            return "it cannot be read: " + e.getMessage();
        }
    }
}
