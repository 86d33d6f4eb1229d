package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.Due;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.decide.Settled;
import io.quotastack.core.tenant.Config;

/**
 * What is left in a customer's blocks at one moment of the live account, with all that is due by then done.
 *
 * @param version of the account at that moment, as it is written
 * @param now of the moment, or the account's own when that is later
 * @param tanks of all blocks in effect that have something left, those that holds keep whole among them
 * @param orders of the same blocks by ordinal: where a block stands tells when it ends
 * @param scheduled ordinals of the blocks that are not in effect yet, by the time they will be
 */
public record LiveBlocks(long version, Instant now, SortedMap<BurnOrder, Tank> tanks, Map<Long, BurnOrder> orders,
        Set<Long> scheduled) {

    /** Those of a customer; none of one that is not there. */
    public static LiveBlocks of(AccountState stored, Config.World world, Instant now) {
        AccountState state = Settled.at(stored, now, world);
        Account account = state.account().orElse(Account.EMPTY).at(now);
        SortedMap<BurnOrder, Tank> tanks = tanks(state);
        Map<Long, BurnOrder> orders = new HashMap<>();
        tanks.keySet().forEach(order -> orders.put(order.ordinal(), order));
        return new LiveBlocks(account.version(), account.now(), tanks, orders, scheduled(state));
    }

    private static SortedMap<BurnOrder, Tank> tanks(AccountState state) {
        SortedMap<BurnOrder, Tank> tanks = new TreeMap<>();
        state.visitBurnDown(slot -> {
            tanks.put(slot.order(), slot.tank());
            return true;
        });
        for (long ordinal : pinned(state)) {
            BurnOrder order = state.terms(ordinal).orElseThrow().burnOrder();
            tanks.computeIfAbsent(order, whole -> state.tank(whole).orElseThrow());
        }
        return tanks;
    }

    private static Set<Long> pinned(AccountState state) {
        Set<Long> ordinals = new HashSet<>();
        state.visitHolds(hold -> {
            hold.pins().forEach(pin -> ordinals.add(pin.block().orElseThrow()));
            return true;
        });
        return ordinals;
    }

    private static Set<Long> scheduled(AccountState state) {
        Set<Long> ordinals = new LinkedHashSet<>();
        state.visitDues(due -> {
            if (due.kind() == Due.Kind.ACTIVATION) {
                ordinals.add(due.ordinal());
            }
            return true;
        });
        return ordinals;
    }

    /** The block with its end of this moment, which a subscription may have moved and history not know yet. */
    BlockTerms present(BlockTerms block) {
        return Optional.ofNullable(orders.get(block.ordinal()))
                .map(order -> block.endingAt(
                        order.expiresAt().equals(Instant.MAX) ? Optional.empty() : Optional.of(order.expiresAt())))
                .orElse(block);
    }

    /** What is left in a block that is as it is {@link #present}. */
    Tank tank(BlockTerms block) {
        return scheduled.contains(block.ordinal())
                ? new Tank(block.originalAmount(), 0)
                : tanks.getOrDefault(block.burnOrder(), Tank.EMPTY);
    }
}
