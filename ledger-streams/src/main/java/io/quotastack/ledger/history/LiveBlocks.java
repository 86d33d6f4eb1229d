package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;

/**
 * What is left in a customer's blocks at one moment of the live account, with all that is due by then done.
 *
 * @param version of the account at that moment, as it is written
 * @param now of the moment, or the account's own when that is later
 * @param tanks of all blocks in effect that have something left, by ordinal
 * @param scheduled ordinals of the blocks that are not in effect yet
 */
public record LiveBlocks(long version, Instant now, Map<Long, Tank> tanks, Set<Long> scheduled) {

    Tank tank(BlockTerms block) {
        return scheduled.contains(block.ordinal())
                ? new Tank(block.originalAmount(), 0)
                : tanks.getOrDefault(block.ordinal(), Tank.EMPTY);
    }
}
