package io.quotastack.platform.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/**
 * What this node knows of who owns what. It asks when it knows nothing, and again when what it knew turned out to be wrong;
 * at most once a {@link #ASKED_AGAIN_AFTER}, however many callers find that out, and never for the sake of asking.
 */
final class Owners {

    static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final Asking asking;
    private final List<NodeAddress> seeds;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<OwnerMap> known = Optional.empty();
    /** Guarded by the lock, like what follows. */
    private Optional<Long> askedAt = Optional.empty();
    /** What nodes said when none of them told, so that it is said once. */
    private volatile String whyNot = "";

    /** Asks a node for its map. */
    @FunctionalInterface
    interface Asking {
        OwnerMap ask(NodeAddress node, Duration within) throws UnreachableException, InterruptedException;
    }

    /** @param seeds nodes of which one at least is there at any time */
    Owners(List<NodeAddress> seeds, Asking asking, LongSupplier nanoTime) {
        this.seeds = List.copyOf(seeds);
        this.asking = asking;
        this.nanoTime = nanoTime;
    }

    /** What is known; asked for when that is nothing. */
    Optional<OwnerMap> known() throws InterruptedException {
        Optional<OwnerMap> map = known;
        return map.isPresent() ? map : instead(map);
    }

    /**
     * What is known in place of a map that turned out to be wrong, which may be the same.
     *
     * @param wrong what the caller went by
     */
    Optional<OwnerMap> instead(Optional<OwnerMap> wrong) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean isNew = !known.equals(wrong);
            boolean mayAsk = askedAt
                    .map(at -> nanoTime.getAsLong() - at >= ASKED_AGAIN_AFTER.toNanos()).orElse(true);
            if (!isNew && mayAsk) {
                askedAt = Optional.of(nanoTime.getAsLong());
                known = ask().or(() -> known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Why it is not known of each partition who owns it, asked anew; nothing when it is. */
    Optional<String> missing() throws InterruptedException {
        Optional<OwnerMap> map = instead(known);
        if (map.isEmpty()) {
            return Optional.of("nobody tells who owns what: " + whyNot);
        }
        Set<Integer> without = new TreeSet<>(map.get().all());
        without.removeAll(map.get().owners().keySet());
        return without.isEmpty() ? Optional.empty() : Optional.of("no node has the partitions " + without + " yet");
    }

    /** Any node may know better than the one that was asked last: so each time another one is asked first. */
    private Optional<OwnerMap> ask() throws InterruptedException {
        Set<String> reasons = new TreeSet<>();
        for (NodeAddress node : nodes()) {
            try {
                OwnerMap map = asking.ask(node, ANSWER_WITHIN);
                whyNot = "";
                return Optional.of(map);
            } catch (UnreachableException e) {
                reasons.add(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                reasons.add(node + ": " + e.getMessage());
            }
        }
        String why = String.join("; ", reasons);
        if (!why.equals(whyNot)) {
            LOG.info("nobody tells who owns what: {}", why);
            whyNot = why;
        }
        return Optional.empty();
    }

    private List<NodeAddress> nodes() {
        var all = new LinkedHashSet<>(seeds);
        known.ifPresent(map -> all.addAll(map.owners().values()));
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled);
        return shuffled;
    }
}
