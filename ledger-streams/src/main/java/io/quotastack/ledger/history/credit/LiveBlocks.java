package io.quotastack.ledger.history.credit;

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
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.decide.ProjectedAccount;

/**
 * What is left in a customer's blocks at one moment of the live account, with all that is due by then done.
 *
 * @param version of the account at that moment, as it is written
 * @param now of the moment, or the account's own when that is later
 * @param blockBalances of all blocks in effect that have something left, those that holds keep whole among them
 * @param orders of the same blocks by ordinal: where a block stands tells when it ends
 * @param scheduled ordinals of the blocks that are not in effect yet, by the time they will be
 */
public record LiveBlocks(
        long version,
        Instant now,
        SortedMap<BurnOrder, BlockBalance> blockBalances,
        Map<Long, BurnOrder> orders,
        Set<Long> scheduled) {

    /** Those of a customer; none of one that is not there. */
    public static LiveBlocks of(AccountState stored, Config.EnvironmentConfig environmentConfig, Instant now) {
        AccountState state = ProjectedAccount.at(stored, now, environmentConfig);
        Account account = state.account().orElse(Account.EMPTY).at(now);
        SortedMap<BurnOrder, BlockBalance> blockBalances = blockBalances(state);
        Map<Long, BurnOrder> orders = new HashMap<>();
        blockBalances.keySet().forEach(order -> orders.put(order.ordinal(), order));
        return new LiveBlocks(account.version(), account.now(), blockBalances, orders, scheduled(state));
    }

    private static SortedMap<BurnOrder, BlockBalance> blockBalances(AccountState state) {
        SortedMap<BurnOrder, BlockBalance> blockBalances = new TreeMap<>();
        state.visitBurnDown(burnable -> {
            blockBalances.put(burnable.order(), burnable.blockBalance());
            return true;
        });
        for (long ordinal : held(state)) {
            BurnOrder order = state.terms(ordinal).orElseThrow().burnOrder();
            blockBalances.computeIfAbsent(order, whole -> state.blockBalance(whole).orElseThrow());
        }
        return blockBalances;
    }

    private static Set<Long> held(AccountState state) {
        Set<Long> ordinals = new HashSet<>();
        state.visitReservations(reservation -> {
            reservation.heldAllocations().forEach(heldAllocation -> ordinals.add(heldAllocation.block().orElseThrow()));
            return true;
        });
        return ordinals;
    }

    private static Set<Long> scheduled(AccountState state) {
        Set<Long> ordinals = new LinkedHashSet<>();
        state.visitScheduledActions(due -> {
            if (due.kind() == ScheduledAction.Kind.ACTIVATION) {
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
    BlockBalance blockBalance(BlockTerms block) {
        return scheduled.contains(block.ordinal())
                ? new BlockBalance(block.originalAmount(), 0)
                : blockBalances.getOrDefault(block.burnOrder(), BlockBalance.EMPTY);
    }
}
