package io.quotastack.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.scenario.InMemoryAccount.Folded;

/**
 * Adds up a ledger the way an accountant would, by the contract's words and none of the core's code: what came into each
 * block and what went out, overage, lifetimes, units.
 */
public final class BlockFlows {

    private final Map<Long, Long> left = new HashMap<>();
    private final Map<TierCounter, Long> units = new HashMap<>();
    private final Set<TierCounter> values = new HashSet<>();
    private final Map<Long, List<Allocation>> reservations = new TreeMap<>();
    private final Map<Long, Sale> sales = new TreeMap<>();
    private long reserved;
    private long overage;
    private long earned;
    private long consumed;

    /** What went of a block that was sold, and where to; the rest is in it. */
    private static final class Sale {
        private long original;
        private long takenBack;
        private long lapsed;
        private long spent;
        private long clawedBack;
        private boolean scheduled;
    }

    public static BlockFlows of(Iterable<LedgerEntry> entries) {
        var flows = new BlockFlows();
        entries.forEach(flows::add);
        return flows;
    }

    private void add(LedgerEntry entry) {
        sell(entry);
        switch (entry.type()) {
            case GRANT, TRANSFER_IN -> {
                earned += entry.context().newBlock().orElseThrow().originalAmount();
                in(entry);
            }
            case ACTIVATE -> in(entry);
            case ADJUST -> {
                if (entry.delta() > 0) {
                    earned += entry.delta();
                    in(entry);
                } else {
                    consumed -= entry.context().clawedBack().isEmpty() ? entry.delta() : 0;
                    out(entry);
                }
            }
            case USAGE -> {
                consumed -= entry.delta();
                count(entry, 1);
                out(entry);
            }
            case REFUND -> {
                consumed -= entry.metadata().containsKey("transfer_id") ? 0 : entry.delta();
                if (entry.usage().isPresent()) {
                    count(entry, -1);
                }
                in(entry);
            }
            case EXPIRE, VOID, PURCHASE, TRANSFER_OUT -> out(entry);
            case ROLLOVER -> {
                move(entry.allocations().getFirst(), -1);
                move(entry.allocations().getLast(), 1);
            }
            case RESERVE -> reserve(entry);
            case COMMIT -> {
                consumed -= entry.delta();
                if (entry.usage().isPresent()) {
                    count(entry, 1);
                }
                out(entry);
                repay(entry);
                endReservation(entry);
            }
            case RELEASE, RESERVE_EXPIRED -> {
                repay(entry);
                endReservation(entry);
            }
        }
    }

    private void sell(LedgerEntry entry) {
        entry.context().newBlock().filter(block -> block.sold()).ifPresent(block -> {
            var sale = new Sale();
            sale.original = block.originalAmount();
            sale.scheduled = block.effectiveAt().isAfter(entry.occurredAt());
            sales.put(block.ordinal(), sale);
        });
        entry.allocations().forEach(share -> moveOfSale(entry, share));
        entry.repaid().forEach(share -> saleOf(share).ifPresent(sale -> sale.spent += share.amount()));
        for (Allocation share : entry.context().clawedBack()) {
            Sale sale = saleOf(share).orElseThrow();
            if (entry.type() == EntryType.ADJUST) {
                sale.clawedBack += share.amount();
            } else {
                sale.clawedBack -= share.amount();
                sale.takenBack += share.amount();
                sale.spent -= share.amount();
            }
        }
    }

    private void moveOfSale(LedgerEntry entry, Allocation share) {
        saleOf(share).ifPresent(sale -> {
            switch (entry.type()) {
                case ACTIVATE -> sale.scheduled = false;
                case EXPIRE -> sale.lapsed += share.amount();
                case VOID -> {
                    sale.takenBack += sale.scheduled ? sale.original : share.amount();
                    sale.scheduled = false;
                }
                case USAGE, COMMIT, PURCHASE, TRANSFER_OUT -> sale.spent += share.amount();
                case ADJUST -> sale.spent += entry.delta() < 0 ? share.amount() : 0;
                case REFUND -> sale.spent -= share.amount();
                case GRANT, RESERVE, RELEASE, RESERVE_EXPIRED, ROLLOVER, TRANSFER_IN -> {
                    // nothing goes out of the block
                }
            }
        });
    }

    private Optional<Sale> saleOf(Allocation share) {
        return share.block().isPresent()
                ? Optional.ofNullable(sales.get(share.block().getAsLong()))
                : Optional.empty();
    }

    private void in(LedgerEntry entry) {
        entry.allocations().forEach(share -> move(share, 1));
        repay(entry);
    }

    private void repay(LedgerEntry entry) {
        for (Allocation share : entry.repaid()) {
            move(share, -1);
            overage -= share.amount();
        }
    }

    private void reserve(LedgerEntry entry) {
        reserved += entry.reservedDelta();
        reservations.put(entry.reservation().orElseThrow(), entry.allocations());
    }

    private void endReservation(LedgerEntry entry) {
        reserved += entry.reservedDelta();
        assertThat(reservations.remove(entry.reservation().orElseThrow()))
                .as("a hold ends once, and only one that began")
                .isNotNull();
    }

    private void out(LedgerEntry entry) {
        entry.allocations().forEach(share -> move(share, -1));
    }

    private void move(Allocation share, int sign) {
        if (share.block().isPresent()) {
            left.merge(share.block().getAsLong(), sign * share.amount(), Long::sum);
        } else {
            overage -= sign * share.amount();
        }
    }

    private void count(LedgerEntry entry, int sign) {
        long cost = 0;
        for (PricedLine line : entry.usage().orElseThrow().lines()) {
            units.merge(
                    new TierCounter(line.metricKey(), TierPeriod.of(entry.context().usageTimestamp().orElseThrow())),
                    sign * line.units(), Long::sum);
            entry.context().subscriptionPeriod().ifPresent(
                    period -> units.merge(new TierCounter(line.metricKey(), period), sign * line.units(), Long::sum));
            cost += line.cost();
        }
        for (CountedValues counted : entry.context().countedValues()) {
            countValues(counted, TierPeriod.of(entry.context().usageTimestamp().orElseThrow()), sign);
            entry.context().subscriptionPeriod().ifPresent(period -> countValues(counted, period, sign));
        }
        assertThat(sign * cost).as("the costs of the lines of %s are its delta", entry).isEqualTo(-entry.delta());
    }

    private void countValues(CountedValues counted, TierPeriod period, int sign) {
        var counter = new TierCounter(counted.metricKey(), period, counted.values());
        if (values.add(counter)) {
            units.merge(TierCounter.numberOfValues(counted.metricKey(), period), 1L, Long::sum);
        }
        units.merge(counter, sign * counted.units(), Long::sum);
    }

    private static void expect(Sale sale, SoldBlock stored, long left) {
        long there = sale.scheduled ? sale.original : left;
        assertThat(there + sale.takenBack + sale.lapsed + sale.spent).as("all that was sold is somewhere")
                .isEqualTo(sale.original);
        assertThat(stored.takenBack()).isEqualTo(sale.takenBack);
        assertThat(stored.lapsed()).isEqualTo(sale.lapsed);
        assertThat(stored.clawedBack()).isEqualTo(sale.clawedBack);
        assertThat(stored.spent(there)).isEqualTo(sale.spent);
        assertThat(sale.clawedBack).as("only what was spent is clawed back, and once").isBetween(0L, sale.spent);
    }

    /** Holds the sums against the stored rows. */
    public void expect(Folded stored) {
        left.values().removeIf(amount -> amount == 0);
        units.values().removeIf(counted -> counted == 0);
        Map<Long, Long> blockBalances = new HashMap<>();
        stored.blockBalances()
                .forEach((order, blockBalance) -> blockBalances.put(order.ordinal(), blockBalance.remaining()));
        assertThat(blockBalances).as("what came into blocks and did not leave them is there").isEqualTo(left);
        assertThat(stored.soldBlocks().keySet()).isEqualTo(sales.keySet());
        sales.forEach(
                (ordinal, sale) -> expect(sale, Objects.requireNonNull(stored.soldBlocks().get(ordinal)),
                        left.getOrDefault(ordinal, 0L)));
        assertThat(stored.reserved()).isEqualTo(reserved);
        assertThat(stored.reservations().keySet()).isEqualTo(reservations.keySet());
        Map<Long, Long> held = new HashMap<>();
        reservations.values().stream().flatMap(List::stream).filter(share -> share.block().isPresent())
                .forEach(share -> held.merge(share.block().getAsLong(), share.amount(), Long::sum));
        Map<Long, Long> kept = new HashMap<>();
        stored.blockBalances().forEach((order, blockBalance) -> kept.put(order.ordinal(), blockBalance.reserved()));
        kept.values().removeIf(amount -> amount == 0);
        assertThat(kept).as("blocks keep what open holds pin").isEqualTo(held);
        assertThat(stored.overage()).isEqualTo(overage);
        assertThat(stored.lifetimeEarned()).isEqualTo(earned);
        assertThat(stored.lifetimeConsumed()).isEqualTo(consumed);
        assertThat(stored.tierUnits()).isEqualTo(units);
    }
}
