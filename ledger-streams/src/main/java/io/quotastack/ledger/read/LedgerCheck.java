package io.quotastack.ledger.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.platform.app.PollingThread;
import io.quotastack.platform.app.UnrecoverableException;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

/**
 * Compares each account with the last entry of its ledger, and each ledger with its account, once for each partition that
 * came here. They are written in one
 * transaction, to topics of their own; a broker that finds a damaged record after an unclean stop drops it and all behind
 * it, in one of the topics and without telling anybody.
 *
 * <p>It looks when history has followed the log, a slice of accounts at a time, and rests as long as each took.
 */
public final class LedgerCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);

    private static final Duration LOOK_SOON = Duration.ofSeconds(1);
    /** All are checked: others may come. */
    private static final Duration LOOK_LATER = Duration.ofSeconds(30);
    private static final Duration COMMITTED_SOON = Duration.ofSeconds(10);
    /** Before it is looked at again from the start: whatever stalls for longer is not found out about here. */
    private static final Duration CERTAIN_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int SLICE = 500;

    private final OwnedPartitions<Shard> shards;
    private final History history;
    private final CommitPolicy commits;
    private final LogEnds logEnds;
    private final PollingThread thread = new PollingThread("ledger-check", this::look);
    /** By partition. Of the thread alone. */
    private final Map<Integer, Shard> checked = new HashMap<>();
    private volatile boolean stopping;
    private volatile Optional<Throwable> failure = Optional.empty();

    /** One that looks from its {@link #start()} on. */
    public LedgerCheck(OwnedPartitions<Shard> shards, History history, CommitPolicy commits, LogEnds logEnds) {
        this.shards = shards;
        this.history = history;
        this.commits = commits;
        this.logEnds = logEnds;
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    /** What does not fit, if anything does not. */
    public Optional<Throwable> failure() {
        return failure;
    }

    private Duration look() {
        checked.keySet().retainAll(shards.partitions());
        for (int partition : shards.partitions()) {
            Optional<Shard> shard = shards.ofPartition(partition).filter(Shard::isReadable);
            if (shard.isPresent() && checked.get(partition) != shard.get() && history.isCaughtUp()
                    && failure.isEmpty()) {
                check(partition, shard.get());
            }
        }
        return checked.isEmpty() || checked.size() < shards.partitions().size() ? LOOK_SOON : LOOK_LATER;
    }

    private void check(int partition, Shard shard) {
        try {
            long accounts = checkAccounts(shard);
            checkLedgers(partition, shard);
            if (!stopping) {
                checked.put(partition, shard);
                LOG.info("{} accounts of partition {} fit their ledgers", accounts, partition);
            }
        } catch (ShardMovedException e) {
            LOG.debug("partition {} left while its accounts were checked, or something stalls", partition, e);
        } catch (UnavailableException e) {
            LOG.info("the accounts of partition {} are compared later: {}", partition, e.getMessage());
        } catch (UnrecoverableException e) {
            LOG.error("partition {} is broken", partition, e);
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long checkAccounts(Shard shard) throws InterruptedException {
        KeyRange all = StateKeys.customers();
        long accounts = 0;
        Bytes from = all.from();
        while (!stopping) {
            long began = System.nanoTime();
            List<Bytes> slice = shard.scan(all, from, LedgerCheck::slice);
            for (Bytes listed : slice) {
                check(StateKeys.customerListed(listed), shard);
            }
            accounts += slice.size();
            if (slice.size() < SLICE) {
                return accounts;
            }
            from = all.behind(all.place(slice.getLast()));
            LockSupport.parkNanos(System.nanoTime() - began);
        }
        return accounts;
    }

    /** Whoever has entries has an account: a decision writes both. */
    private void checkLedgers(int partition, Shard shard) {
        Optional<CustomerKey> customer = Optional.empty();
        do {
            long began = System.nanoTime();
            for (int i = 0; i < SLICE && !stopping; i++) {
                customer = history.customerAfter(partition, customer);
                if (customer.isEmpty()) {
                    return;
                }
                if (head(customer.get(), shard).sequence() == 0) {
                    throw broken(customer.get(), shard, "ledger-entries has some, and there is no account");
                }
            }
            LockSupport.parkNanos(System.nanoTime() - began);
        } while (!stopping);
    }

    private static List<Bytes> slice(KeyValueIterator<Bytes, byte[]> rows) {
        var slice = new ArrayList<Bytes>();
        while (slice.size() < SLICE && rows.hasNext()) {
            slice.add(rows.next().key);
        }
        return slice;
    }

    private void check(CustomerKey customer, Shard shard) throws InterruptedException {
        Account.Head head = head(customer, shard);
        if (head.sequence() == 0) {
            return;
        }
        if (!isReached(customer, head.sequence(), Duration.ZERO)
                && !commits.during(() -> comes(customer, head.sequence(), shard))) {
            throw broken(customer, shard, "entry " + head.sequence() + " is not in ledger-entries");
        }
        String hash = history.reads().ledger().entryAt(customer, head.sequence()).map(LedgerEntry::hash).orElse("");
        if (!hash.equals(head.hash())) {
            throw broken(customer, shard, "entry " + head.sequence() + " has the hash " + hash
                    + ", and the account says " + head.hash());
        }
        // An entry that can be seen was decided before, so whoever looks at the account after it sees that.
        if (isReached(customer, head.sequence() + 1, Duration.ZERO)
                && head(customer, shard).sequence() <= head.sequence()) {
            throw broken(customer, shard, "it ends at entry " + head.sequence()
                    + ", and ledger-entries has more");
        }
    }

    /** Whether history comes to have the entry; when it is not certain that it does not, that is looked at again later. */
    private boolean comes(CustomerKey customer, long sequence, Shard shard) throws InterruptedException {
        int partition = shards.partitionOf(customer);
        var missing = new MissingEntry(shard.committedWhatIsReadNow(), () -> logEnds.endOfEntries(partition),
                () -> history.entriesUpTo(partition), offset -> logEnds.isNeverPassed(partition, offset));
        if (isReached(customer, sequence, COMMITTED_SOON)) {
            return true;
        }
        long deadline = System.nanoTime() + CERTAIN_WITHIN.toNanos();
        while (!stopping && System.nanoTime() < deadline) {
            shard.requireOwned();
            if (missing.isCertain()) {
                return isReached(customer, sequence, Duration.ZERO);
            }
            if (isReached(customer, sequence, LOOK_AGAIN)) {
                return true;
            }
        }
        throw new ShardMovedException();
    }

    /** A shard that has left, or may have, shows what was never committed, and what was committed elsewhere: no fault is certain. */
    private static BrokenLedgerException broken(CustomerKey customer, Shard shard, String what) {
        shard.requireOwned();
        return new BrokenLedgerException(customer, what);
    }

    private boolean isReached(CustomerKey customer, long sequence, Duration within) throws InterruptedException {
        return history.awaitVersion(customer, sequence, within);
    }

    private static Account.Head head(CustomerKey customer, Shard shard) {
        return shard.read(customer, AccountState::account).orElse(Account.EMPTY).head();
    }

    @Override
    public void close() {
        stopping = true;
        thread.close();
    }
}
