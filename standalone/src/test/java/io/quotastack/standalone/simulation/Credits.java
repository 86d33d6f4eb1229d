package io.quotastack.standalone.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * The credits of one customer, kept by nothing but the entries of its ledger, as anybody could who reads the topic: each
 * credit that ever came into a block is in exactly one place.
 */
final class Credits {

    /** Where the credits of one block are. */
    static final class Block {
        long came;
        long remaining;
        /** Spent, and not given back. */
        long burned;
        long expired;
        long voided;
        long rolledOver;
        /** Came while the account was in overage, and paid that back. */
        long repaid;
    }

    private static final Set<EntryType> CHARGES = EnumSet.of(EntryType.USAGE, EntryType.COMMIT, EntryType.REFUND);

    private final SortedMap<Long, Block> blocks = new TreeMap<>();
    private Instant last = Instant.MIN;
    private long sequence;
    private String hash = EntryHash.FIRST_PREVIOUS;
    private long balance;
    private long reserved;
    private long overage;
    private long charged;

    SortedMap<Long, Block> blocks() {
        return blocks;
    }

    long remaining(long block) {
        return Optional.ofNullable(blocks.get(block)).orElseThrow().remaining;
    }

    long version() {
        return sequence;
    }

    long balance() {
        return balance;
    }

    long reserved() {
        return reserved;
    }

    /** What usage of metrics cost, less what was given back. */
    long charged() {
        return charged;
    }

    String hash() {
        return hash;
    }

    void take(LedgerEntry entry) {
        assertThat(entry.sequence()).as("sequences have no gap").isEqualTo(sequence + 1);
        assertThat(entry.previousHash()).as("entries are chained").isEqualTo(hash);
        assertThat(EntryHash.of(entry)).as("the hash is that of the entry").isEqualTo(entry.hash());
        assertThat(entry.occurredAt()).as("time never goes back").isAfterOrEqualTo(last);
        sequence = entry.sequence();
        hash = entry.hash();
        last = entry.occurredAt();
        balance += entry.delta();
        reserved += entry.reservedDelta();
        if (entry.usage().isPresent() && CHARGES.contains(entry.type())) {
            charged -= entry.delta();
        }
        move(entry);
        assertThat(entry.after().balance()).as("the balance is the sum of what moved").isEqualTo(balance);
        assertThat(entry.after().reserved()).as("so is what is reserved").isEqualTo(reserved);
        assertThat(entry.after().overage()).as("overage after %s", entry).isEqualTo(overage);
        assertThat(blocks.values().stream().mapToLong(block -> block.remaining).sum() - overage)
                .as("the balance is what blocks have, less overage").isEqualTo(balance);
        blocks.forEach((ordinal, block) -> {
            assertThat(block.remaining).as("block %d has no less than nothing", ordinal).isNotNegative();
            assertThat(block.remaining + block.burned + block.expired + block.voided + block.rolledOver + block.repaid)
                    .as("each credit of block %d is in one place after %s", ordinal, entry).isEqualTo(block.came);
        });
    }

    private void move(LedgerEntry entry) {
        List<Allocation> shares = entry.allocations();
        switch (entry.type()) {
            case GRANT, ACTIVATE, TRANSFER_IN -> shares.forEach(share -> come(share));
            case REFUND -> shares.forEach(share -> burn(share, -1));
            case ADJUST -> shares.forEach(share -> {
                if (entry.delta() > 0) {
                    come(share);
                } else {
                    burn(share, 1);
                }
            });
            case USAGE, PURCHASE, COMMIT, TRANSFER_OUT -> shares.forEach(share -> burn(share, 1));
            case EXPIRE -> shares.forEach(share -> {
                of(share).remaining -= share.amount();
                of(share).expired += share.amount();
            });
            case VOID -> shares.forEach(this::voided);
            case ROLLOVER -> {
                of(shares.getFirst()).remaining -= shares.getFirst().amount();
                of(shares.getFirst()).rolledOver += shares.getFirst().amount();
                come(shares.getLast());
            }
            case RESERVE, RELEASE, RESERVE_EXPIRED -> {
                // Credits that are held stay where they are.
            }
        }
        entry.repaid().forEach(share -> {
            of(share).remaining -= share.amount();
            of(share).repaid += share.amount();
            overage -= share.amount();
        });
    }

    private void voided(Allocation share) {
        if (share.block().isEmpty()) {
            overage += share.amount();
        } else {
            of(share).remaining -= share.amount();
            of(share).voided += share.amount();
        }
    }

    private void come(Allocation share) {
        of(share).came += share.amount();
        of(share).remaining += share.amount();
    }

    private void burn(Allocation share, int sign) {
        if (share.block().isEmpty()) {
            overage += sign * share.amount();
        } else {
            of(share).remaining -= sign * share.amount();
            of(share).burned += sign * share.amount();
        }
    }

    private Block of(Allocation share) {
        return blocks.computeIfAbsent(share.block().orElseThrow(), none -> new Block());
    }
}
