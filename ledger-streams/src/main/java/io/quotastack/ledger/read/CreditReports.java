package io.quotastack.ledger.read;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Turns;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.history.store.CreditRows.Owner;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.topic.Topics;

/**
 * What became of credits (CONTRACT 15), as history has it once that has reached all that was decided, and how much of it
 * can never change: a command in the log is booked at the broker's time of its record, and what falls due at its own
 * instant, however late that is booked. So all before an instant stands still once the commands that were in the log a
 * little after it are decided and no timer from before it is left.
 */
public final class CreditReports {

    private static final int MOST_UNDER_WAY = 4;
    private static final Duration TURN_WITHIN = Duration.ofSeconds(5);
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(2);
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 5;
    /** So far may the clocks of brokers and of this node be apart. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);
    /** A partition with so many due timers of others is behind: then the last one looked at says how far. */
    private static final int MOST_TIMERS_OF_OTHERS = 1_000;

    private final OwnedPartitions<Shard> shards;
    private final History history;
    private final CommitPolicy commits;
    private final DecidedOffsets decided;
    private final LogEnds logEnds;
    private final LargeAnswers large;
    private final Clock clock;
    private final Turns underWay = new Turns(MOST_UNDER_WAY, MOST_UNDER_WAY / 2, TURN_WITHIN);

    CreditReports(OwnedPartitions<Shard> shards, History history, CommitPolicy commits, DecidedOffsets decided,
            LogEnds logEnds, LargeAnswers large, Clock clock) {
        this.shards = shards;
        this.history = history;
        this.commits = commits;
        this.decided = decided;
        this.logEnds = logEnds;
        this.large = large;
        this.clock = clock;
    }

    /** What the partitions have of the report. Throws {@link ShardMovedException} while this node has not all of them. */
    CreditReportPart report(CreditReportQuery query, Set<Integer> partitions) {
        String owner = query.tenantEnvironment().toString();
        if (!underWay.enter(owner)) {
            throw new OverloadedException("too many reports are in the making");
        }
        try {
            return part(query, partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShardMovedException();
        } finally {
            underWay.leave(owner);
        }
    }

    private CreditReportPart part(CreditReportQuery query, Set<Integer> partitions) throws InterruptedException {
        List<Shard> owned = shards.of(partitions);
        owned.forEach(Shard::requireOwned);
        Instant settledUntil = settledUntil(query, partitions, owned);
        requireHistory(partitions, owned);
        CreditReportPart part = large.whole(query.tenantEnvironment(),
                () -> history.reads().creditReports().report(
                        query.customer().map(Owner::of).orElseGet(() -> Owner.of(query.tenantEnvironment())),
                        query.time(), partitions));
        owned.forEach(Shard::requireOwned);
        return part.settledUntil(settledUntil);
    }

    /**
     * Up to which instant nothing is booked any more that is not decided by now. In the test environment there is none: a
     * customer's own clock may stand anywhere.
     */
    private Instant settledUntil(CreditReportQuery query, Set<Integer> partitions, List<Shard> owned)
            throws InterruptedException {
        if (query.tenantEnvironment().environment() == Environment.TEST) {
            return Instant.MIN;
        }
        Instant settled = clock.instant().minus(CLOCKS_APART);
        Map<Integer, Long> ends = logEnds.of(Topics.COMMANDS, partitions);
        if (!await(() -> ends.entrySet().stream().allMatch(end -> decided.decidedEnd(end.getKey()) >= end.getValue()),
                DECIDED_WITHIN)) {
            return Instant.MIN;
        }
        Predicate<CustomerKey> asked = customer -> query.customer().map(customer::equals)
                .orElseGet(() -> customer.tenantEnvironment().equals(query.tenantEnvironment()));
        for (Shard shard : owned) {
            Instant due = firstDue(shard, settled, asked);
            settled = due.isBefore(settled) ? due : settled;
        }
        return settled;
    }

    private static Instant firstDue(Shard shard, Instant by, Predicate<CustomerKey> asked) {
        var found = new Object() {
            Instant at = Instant.MAX;
            int others;
        };
        shard.visitDueTimers(by, timer -> {
            if (asked.test(timer.customer()) || ++found.others == MOST_TIMERS_OF_OTHERS) {
                found.at = timer.at();
                return false;
            }
            return true;
        });
        return found.at;
    }

    /** Waits until history has what was decided by now. Throws {@link UnavailableException} when it does not come there. */
    private void requireHistory(Set<Integer> partitions, List<Shard> owned) throws InterruptedException {
        List<BooleanSupplier> committed = owned.stream().map(Shard::committedWhatIsReadNow).toList();
        boolean reached = commits
                .during(() -> await(() -> committed.stream().allMatch(BooleanSupplier::getAsBoolean), REACHED_WITHIN)
                        && await(new HistoryEnd(partitions, history, logEnds), REACHED_WITHIN));
        if (!reached) {
            throw new UnavailableException("the history is behind what was decided");
        }
    }

    /** Looks by itself: decisions, commits and the ends of transactions are no records that history would tell of. */
    private static boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }
}
