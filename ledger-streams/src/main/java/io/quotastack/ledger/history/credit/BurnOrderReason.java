package io.quotastack.ledger.history.credit;

import java.util.Optional;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.schemas.json.Json;

/**
 * Which rule of the burn order (CONTRACT 3) puts a block behind another.
 *
 * @param rule as clients see it; absent where the order says nothing, as of the first block
 * @param sentence for people
 */
record BurnOrderReason(Optional<String> rule, String sentence) {

    static BurnOrderReason first() {
        return because("first in burn order of the blocks that had credits to spend");
    }

    /** A reason that is no rule of the burn order. */
    static BurnOrderReason because(String sentence) {
        return new BurnOrderReason(Optional.empty(), sentence);
    }

    static BurnOrderReason behind(BlockTerms before, BlockTerms block) {
        if (before.priority() != block.priority()) {
            return new BurnOrderReason(Optional.of("priority"),
                    "priority " + block.priority() + " burns after priority "
                            + before.priority());
        }
        if (!before.expiresAt().equals(block.expiresAt())) {
            return new BurnOrderReason(Optional.of("expires_at"),
                    "same priority; " + end(block) + ", the block before it " + end(before));
        }
        if (before.paid() != block.paid()) {
            return new BurnOrderReason(Optional.of("free_before_paid"),
                    "same priority and expiry; paid for, the block before it was free");
        }
        return new BurnOrderReason(Optional.of("creation"),
                "same priority, expiry and kind; created after the block before it");
    }

    private static String end(BlockTerms block) {
        return block.expiresAt().map(at -> "expires " + Json.time(at)).orElse("never expires");
    }
}
