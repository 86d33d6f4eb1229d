package io.quotastack.platform.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.platform.wire.WireWriter;

/**
 * Calls whoever owns a partition, and follows it when it moves, for as long as a client would wait. A call is sent to one
 * node at a time and sent again only when that one did nothing, or when doing it again is harmless.
 */
public final class OwnerCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerCalls.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final InternalClient client;
    private final Owners owners;
    private final Patience patience;
    private final ExecutorService threads = Traces
            .carrying(Executors.newVirtualThreadPerTaskExecutor());

    /**
     * How long a call may take.
     *
     * @param inAll with all that it is sent again; then it fails
     * @param once one node may take, before it counts as out of reach
     */
    public record Patience(Duration inAll, Duration once) {
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    /** What a call does, and so what may be done when nobody knows whether it was done. */
    public enum Effect {
        /** Nothing: it can be sent again. */
        NONE,
        /** Sent again it does nothing more: it is sent again, and told as pending in the end. */
        ONCE_HOWEVER_OFTEN,
        /** It must not be sent again: it is told as pending. */
        EACH_TIME
    }

    /**
     * An owner's answer.
     *
     * @param maybeDoneBefore it was sent before, and may have been done then
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
    public record Answer(byte[] bytes, boolean maybeDoneBefore) {}

    /** @param nodes of which one at least is there at any time, to ask who owns what */
    public OwnerCalls(InternalClient client, List<NodeAddress> nodes, String ownersCall, Patience patience) {
        this.client = client;
        this.patience = patience;
        this.owners = new Owners(nodes, (node, within) -> OwnerMap.read(client.call(node, ownersCall,
                new WireWriter().toBytes(), within)), System::nanoTime);
    }

    /** Asks who owns what; answers why it is not known of each partition, if so. Blocks the calling thread. */
    public Optional<String> missingOwners() throws InterruptedException {
        return owners.missing();
    }

    /**
     * Blocks until an owner answers. Throws {@link UnavailableException} when nothing was done within the
     * patience, {@link OutcomePendingException} when it may have been.
     *
     * @param partition whose owner is to answer
     */
    public Answer call(ToIntFunction<OwnerMap> partition, String name, byte[] body, Effect effect) {
        var attempts = new Attempts(effect);
        byte[] bytes = attempts.untilAnswered((map, within) -> client.call(
                map.owner(partition.applyAsInt(map)).orElseThrow(ShardMovedException::new), name, body, within));
        return new Answer(bytes, attempts.maybeDone);
    }

    /**
     * Asks the owners of partitions, each of them for those that it owns, so that each partition is asked for once; begins
     * anew when one of them has moved. Blocks. Throws {@link UnavailableException} as {@link #call} does.
     *
     * @param of which partitions
     * @param body what is asked of the owner of those partitions
     */
    public List<byte[]> callAll(String name, Function<OwnerMap, Set<Integer>> of, Function<Set<Integer>, byte[]> body) {
        return new Attempts(Effect.NONE).untilAnswered((map, within) -> {
            Set<Integer> all = of.apply(map);
            Map<NodeAddress, Set<Integer>> byOwner = map.byOwner(all);
            if (byOwner.values().stream().mapToInt(Set::size).sum() < all.size()) {
                throw new ShardMovedException();
            }
            List<Future<byte[]>> asked = new ArrayList<>();
            byOwner.forEach((owner, partitions) -> asked
                    .add(threads.submit(() -> client.call(owner, name, body.apply(partitions), within))));
            List<byte[]> answers = new ArrayList<>();
            for (Future<byte[]> answer : asked) {
                answers.add(answerOf(answer));
            }
            return answers;
        });
    }

    /**
     * Sends each item to its owner, those of one owner together, and those that nobody took again. Blocks until all are
     * taken; sent again they must do nothing more. Throws {@link UnavailableException} when none was taken within the
     * patience, {@link OutcomePendingException} when some may have been.
     *
     * @param customer whose an item is
     * @param body what is sent of some of them
     */
    public <T> void split(String name, List<T> items, Function<T, CustomerKey> customer,
            Function<List<T>, byte[]> body) {
        var left = new ArrayList<List<T>>(List.of(items));
        var attempts = new Attempts(Effect.ONCE_HOWEVER_OFTEN);
        boolean taken = attempts.untilAnswered((map, within) -> {
            var byOwner = new LinkedHashMap<Optional<NodeAddress>, List<T>>();
            left.stream().flatMap(List::stream).forEach(item -> byOwner
                    .computeIfAbsent(map.owner(map.partitionOf(customer.apply(item))), owner -> new ArrayList<>())
                    .add(item));
            left.clear();
            Optional.ofNullable(byOwner.remove(Optional.<NodeAddress>empty())).ifPresent(left::add);
            sendEach(byOwner, left,
                    (owner, group) -> client.call(owner.orElseThrow(), name, body.apply(group), within), attempts);
            return true;
        });
        LOG.trace("all taken: {}", taken);
    }

    @FunctionalInterface
    private interface Sending<T> {
        byte[] send(Optional<NodeAddress> owner, List<T> items) throws UnreachableException, InterruptedException;
    }

    /** Throws when some are left, and of several reasons one for which they may have been taken all the same. */
    private <T> void sendEach(Map<Optional<NodeAddress>, List<T>> byOwner, List<List<T>> left, Sending<T> sending,
            Attempts attempts) throws UnreachableException, InterruptedException {
        var sent = new LinkedHashMap<List<T>, Future<byte[]>>();
        byOwner.forEach((owner, items) -> sent.put(items, threads.submit(() -> sending.send(owner, items))));
        Optional<UnreachableException> unreachable = Optional.empty();
        Optional<RuntimeException> refused = left.isEmpty()
                ? Optional.empty()
                : Optional.of(new ShardMovedException());
        for (var group : sent.entrySet()) {
            try {
                byte[] nothing = answerOf(group.getValue());
                LOG.trace("taken: {}", nothing.length);
                attempts.maybeDone = true; // of the whole, should others refuse theirs
            } catch (UnreachableException e) {
                left.add(group.getKey());
                unreachable = unreachable.filter(UnreachableException::mayBeDone).or(() -> Optional.of(e));
            } catch (RuntimeException e) {
                left.add(group.getKey());
                refused = refused.filter(OutcomePendingException.class::isInstance).or(() -> Optional.of(e));
            }
        }
        if (unreachable.isPresent()) {
            throw unreachable.get();
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    private static byte[] answerOf(Future<byte[]> asked) throws UnreachableException, InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnreachableException unreachable) {
                throw unreachable;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** A call by what is known of who owns what. */
    @FunctionalInterface
    private interface Attempt<T> {
        T by(OwnerMap map, Duration within) throws UnreachableException, InterruptedException;
    }

    /** One call, however often it is sent. */
    private final class Attempts {

        private final Effect effect;
        private final long end = System.nanoTime() + patience.inAll().toNanos();
        /** It, or some of it. */
        private boolean maybeDone;

        Attempts(Effect effect) {
            this.effect = effect;
        }

        <T> T untilAnswered(Attempt<T> attempt) {
            try {
                Duration pause = FIRST_PAUSE;
                Optional<OwnerMap> map = owners.known();
                while (true) {
                    Optional<T> answer = once(attempt, map);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                    if ((maybeDone && effect == Effect.EACH_TIME) || left().compareTo(pause) <= 0) {
                        throw givenUp("no owner answered in time");
                    }
                    Thread.sleep(pause);
                    pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
                    map = owners.instead(map);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw givenUp("interrupted while waiting for an owner");
            }
        }

        /** The answer; nothing when there was none and it can be tried again. */
        private <T> Optional<T> once(Attempt<T> attempt, Optional<OwnerMap> map) throws InterruptedException {
            try {
                if (map.isPresent()) {
                    return Optional.of(attempt.by(map.get(), min(patience.once(), left())));
                }
            } catch (ShardMovedException e) {
                LOG.debug("nobody did it: it moves", e);
            } catch (OutcomePendingException e) {
                LOG.debug("it may have been done", e);
                maybeDone = true;
            } catch (UnreachableException e) {
                LOG.info("an owner is out of reach: {}", e.getMessage());
                maybeDone |= e.mayBeDone();
            } catch (UnavailableException e) {
                throw maybeDone && effect != Effect.NONE ? givenUp(String.valueOf(e.getMessage())) : e;
            }
            return Optional.empty();
        }

        private RuntimeException givenUp(String reason) {
            return maybeDone && effect != Effect.NONE
                    ? new OutcomePendingException(reason)
                    : new UnavailableException("the account is moving between nodes: " + reason);
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
