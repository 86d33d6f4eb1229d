package io.quotastack.ledger.verify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.RowType;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.ledger.state.RowReader;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.KeyRange;

/**
 * What folding a customer's entries gives against the state: the figures of the account, blocks, holds and counters. What no
 * entry says, such as where the end of a block or a hold was moved to, is left out.
 */
final class FoldedComparison {

    private static final KeyRange ROWS = RowReader.ofCustomers();

    private final int partition;
    private final TemporaryRows fresh;
    private final TemporaryRows image;
    private final Coverage coverage;
    private final Counts counts;
    private final Progress progress;

    FoldedComparison(int partition, TemporaryRows fresh, TemporaryRows image, Coverage coverage, Counts counts,
            Progress progress) {
        this.partition = partition;
        this.fresh = fresh;
        this.image = image;
        this.coverage = coverage;
        this.counts = counts;
        this.progress = progress;
    }

    /** What entries say of an account. */
    private record Figures(
            Account.Head head,
            Balances balances,
            long blocksMade,
            int unspentBlocks,
            int openReservations,
            Account.Spending spending) {

        static Figures of(Account account) {
            return new Figures(account.head(), account.balances(), account.blocksMade(), account.unspentBlocks(),
                    account.openReservations(), account.spending());
        }
    }

    /** Names a row as far as entries do. */
    private record Name(String kind, Object key) {}

    /** The first difference of the first customer who has one. */
    Optional<Difference> compare() {
        try (var ours = fresh.range(ROWS.from(), ROWS.to()); var theirs = image.range(ROWS.from(), ROWS.to())) {
            while (ours.hasNext() || theirs.hasNext()) {
                CustomerKey customer = first(ours, theirs);
                boolean folded = !coverage.isDecided(customer);
                Optional<Difference> found = compare(customer, rows(customer, ours, folded),
                        rows(customer, theirs, folded), folded);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static CustomerKey first(KeyValueIterator<Bytes, byte[]> ours, KeyValueIterator<Bytes, byte[]> theirs) {
        boolean isOurs = !theirs.hasNext()
                || (ours.hasNext() && ours.peekNextKey().compareTo(theirs.peekNextKey()) <= 0);
        Bytes key = isOurs ? ours.peekNextKey() : theirs.peekNextKey();
        return RowReader.ownerOf(key)
                .orElseThrow(() -> new CannotVerifyException("a row of the state is nobody's: " + key));
    }

    /** Goes behind the rows of the customer. */
    private static Map<Name, Object> rows(CustomerKey customer, KeyValueIterator<Bytes, byte[]> all, boolean wanted) {
        Map<Name, Object> rows = new LinkedHashMap<>();
        if (wanted) {
            rows.put(new Name(AccountRows.ACCOUNT.toString(), RowType.Single.ROW), Figures.of(Account.EMPTY));
        }
        while (all.hasNext() && RowReader.ownerOf(all.peekNextKey()).filter(customer::equals).isPresent()) {
            var row = all.next();
            if (wanted) {
                add(rows, RowReader.read(row.key, row.value));
            }
        }
        return rows;
    }

    private static void add(Map<Name, Object> rows, RowReader.Row row) {
        if (row.type().isEmpty()) {
            return;
        }
        RowType<?, ?> type = row.type().get();
        if (row.value() instanceof Account account) {
            rows.put(new Name(row.kind(), row.key()), Figures.of(account));
        } else if (row.key() instanceof BurnOrder order) {
            rows.put(new Name("a block balance", order.ordinal()), row.value());
        } else if (row.value() instanceof BlockTerms terms) {
            rows.put(new Name(row.kind(), row.key()), terms.endingAt(Optional.empty()));
        } else if (row.value() instanceof Reservation hold) {
            rows.put(new Name(row.kind(), row.key()), endless(hold));
        } else if (type == AccountRows.VOIDED_BLOCKS || type == AccountRows.SOLD_BLOCKS
                || type == AccountRows.RESERVATION_ENDS || type == AccountRows.TIER_UNITS) {
            rows.put(new Name(row.kind(), row.key()), row.value());
        }
    }

    private static Reservation endless(Reservation hold) {
        return new Reservation(hold.ordinal(), hold.credits(), hold.estimate(), hold.heldAllocations(),
                hold.metadata(), hold.createdAt(), Instant.MAX);
    }

    private Optional<Difference> compare(CustomerKey customer, Map<Name, Object> expected, Map<Name, Object> found,
            boolean folded) {
        if (!folded) {
            return Optional.empty();
        }
        counts.customersFolded++;
        counts.rowsFolded += found.size();
        progress.on(() -> String.format("  partition %d: %,d customers folded and compared", partition,
                counts.customersFolded));
        for (var row : expected.entrySet()) {
            if (!row.getValue().equals(found.get(row.getKey()))) {
                return Optional.of(difference(customer, row.getKey(), row.getValue(),
                        Optional.ofNullable(found.get(row.getKey()))));
            }
        }
        return found.entrySet().stream().filter(row -> !expected.containsKey(row.getKey())).findFirst()
                .map(row -> difference(customer, row.getKey(), "no row", Optional.of(row.getValue())));
    }

    private Difference difference(CustomerKey customer, Name name, Object expected, Optional<Object> found) {
        return new Difference(partition,
                "the row of " + name.kind() + " " + name.key() + " of "
                        + Names.of(customer, new Shard(image), new Shard(fresh)),
                expected.toString(), found.map(Object::toString).orElse("no row"));
    }
}
