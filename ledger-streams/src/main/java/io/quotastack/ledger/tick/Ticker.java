package io.quotastack.ledger.tick;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.Timer;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

/**
 * Sends a tick for each customer of this node for whom something has fallen due; a look that finds nothing due costs one
 * row. It never writes state, and sends outside of any transaction, like everyone who appends to {@code commands}.
 */
public final class Ticker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    /** While ticks are on their way; so much later than its time a timer that was just set may be seen. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);
    /** With nothing to come: a wall clock may be put forward, a shard may come to this node. */
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(1);

    private final OwnedPartitions<Shard> shards;
    private final Log log;
    private final IntSupplier most;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final List<TicksInFlight> inFlight;
    private final PollingThread thread = new PollingThread("ticks", this::look);
    /** The last look found more than may be in flight. */
    private volatile boolean backlog;

    /** Where ticks go, how far they are decided there, and what their author has seen. */
    public interface Log {
        /** Completes with the tick's offset when it is durable. */
        CompletableFuture<Long> append(CommandEnvelope tick);

        /** All of the partition before this offset is decided. */
        long decidedEnd(int partition);

        long configVersion();
    }

    /**
     * A ticker that does not look by itself before its {@link #start()}.
     *
     * @param most how many undecided ticks a partition may have now
     * @param nanoTime never goes back, unlike the clock
     */
    public Ticker(OwnedPartitions<Shard> shards, Log log, IntSupplier most, InstantSource clock,
            LongSupplier nanoTime) {
        this.shards = shards;
        this.log = log;
        this.most = most;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.inFlight = IntStream.range(0, shards.count()).mapToObj(partition -> new TicksInFlight()).toList();
    }

    public void start() {
        thread.start();
    }

    /**
     * Sends what is due now and not in flight, as far as there is room for it.
     *
     * @return after how long to look again
     */
    public Duration look() {
        boolean more = false;
        Duration again = LOOK_AT_LEAST_EVERY;
        for (int partition : shards.partitions()) {
            Look look = look(partition);
            more |= look.more();
            again = earlier(again, look.again());
        }
        backlog = more;
        return again;
    }

    /**
     * What a look at a partition came to.
     *
     * @param more there was more than may be in flight
     * @param again after how long to look again
     */
    private record Look(boolean more, Duration again) {}

    private Look look(int partition) {
        TicksInFlight ticks = inFlight.get(partition);
        ticks.forgetOld(nanoTime.getAsLong(), log.decidedEnd(partition));
        int room = most.getAsInt() - ticks.count();
        if (room <= 0) {
            return new Look(true, LOOK_AGAIN_AFTER);
        }
        Instant now = clock.instant();
        List<Timer> due = new ArrayList<>();
        Optional<Instant> next = visitDue(partition, now,
                timer -> ticks.has(timer.customer()) || (due.add(timer) && due.size() < room));
        due.forEach(timer -> send(timer, ticks));
        // One that is in flight may have to be sent again.
        Duration again = ticks.count() > 0
                ? LOOK_AGAIN_AFTER
                : next.map(at -> Duration.between(now, at)).orElse(LOOK_AT_LEAST_EVERY);
        return new Look(due.size() == room, again);
    }

    private Optional<Instant> visitDue(int partition, Instant now, Predicate<Timer> visitor) {
        try {
            return shards.ofPartition(partition).flatMap(shard -> shard.visitDueTimers(now, visitor));
        } catch (ShardMovedException e) {
            LOG.debug("partition {} has left this node", partition, e);
            return Optional.empty();
        }
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** An account expects a tick then: if that is before the next look, the look is made earlier. */
    public void expected(Instant at) {
        Duration left = Duration.between(clock.instant(), at);
        if (left.compareTo(LOOK_AT_LEAST_EVERY) < 0) {
            // Not at once, so that however many accounts say so, looks are no more than ten a second.
            thread.lookWithin(left.compareTo(LOOK_AGAIN_AFTER) < 0 ? LOOK_AGAIN_AFTER : left);
        }
    }

    private void send(Timer timer, TicksInFlight ticks) {
        ticks.sent(timer.customer(), nanoTime.getAsLong());
        CompletableFuture<Long> unused = log.append(tickFor(timer)).whenComplete((offset, failure) -> {
            if (failure == null) {
                ticks.durable(timer.customer(), offset);
            } else {
                LOG.debug("a tick was not sent; another will be", failure);
            }
        });
    }

    /** Named by what it is for, so that a tick sent again is the same one. */
    private CommandEnvelope tickFor(Timer timer) {
        return new CommandEnvelope(
                "tick_" + timer.customer().customerId() + "_" + timer.at().toEpochMilli(),
                CustomerRef.byId(timer.customer()), Optional.empty(), log.configVersion(), new Command.Tick());
    }

    /**
     * A tick was decided and booked something.
     *
     * @param moreIsDue it was more than one tick may book
     */
    public void booked(CustomerKey customer, boolean moreIsDue) {
        TicksInFlight ticks = inFlight.get(shards.partitionOf(customer));
        ticks.booked(customer);
        if (moreIsDue || (backlog && ticks.count() <= most.getAsInt() / 2)) {
            thread.lookNow();
        }
    }

    /** A tick could not be decided. */
    public void broke(CustomerKey customer) {
        inFlight.get(shards.partitionOf(customer)).broke(customer, nanoTime.getAsLong());
    }

    /** Sends no more. */
    @Override
    public void close() {
        thread.close();
    }
}
