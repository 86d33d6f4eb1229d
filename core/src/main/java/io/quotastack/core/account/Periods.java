package io.quotastack.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;

/** The running period of the live subscription, as a draft changes it: the blocks whose ends it moves, and what was used. */
public final class Periods {

    private final AccountDraft draft;

    Periods(AccountDraft draft) {
        this.draft = draft;
    }

    /** A period begins, of whose grants none has landed yet. */
    public void begin(PeriodCredits credits) {
        draft.put(AccountRows.PERIOD_CREDITS, credits);
        if (draft.figures().watch().grantsLeft().isPresent()) {
            draft.put(draft.figures().withGrantsLeft(0));
        }
    }

    /**
     * What is left and not held of what the plan granted in the running period, found out by a look at all blocks that can
     * be spent.
     */
    public long grantsLeft() {
        long first = draft.periodCredits().map(PeriodCredits::firstBlock).orElse(Long.MAX_VALUE);
        List<BurnableBlock> candidates = new ArrayList<>();
        draft.visitBurnDown(block -> block.order().ordinal() < first || candidates.add(block));
        return candidates.stream()
                .filter(block -> draft.terms(block.order().ordinal())
                        .filter(terms -> terms.source() == BlockSource.PLAN).isPresent())
                .mapToLong(block -> block.blockBalance().free()).sum();
    }

    /** The blocks that end by then, those that end first first. */
    public List<PeriodBlock> blocksEndingBy(Instant end) {
        List<PeriodBlock> ending = new ArrayList<>();
        draft.scan(AccountRows.PERIOD_BLOCKS,
                (place, block) -> !block.expiresAt().isAfter(end) && ending.add(block));
        return ending;
    }

    /** All blocks: as many as the terms may promise, and those of changes within the period. */
    public List<PeriodBlock> blocks() {
        return blocksEndingBy(Instant.MAX);
    }

    public void put(PeriodBlock block) {
        draft.put(AccountRows.PERIOD_BLOCKS, block.place(), block);
    }

    /** From here on the subscription does not move its end. */
    public void remove(PeriodBlock block) {
        draft.remove(AccountRows.PERIOD_BLOCKS, block.place());
    }

    /** It stands elsewhere, or as something else. */
    public void replace(PeriodBlock before, PeriodBlock after) {
        remove(before);
        put(after);
    }

    /** Adds to what was used of a metric. */
    public void addUsage(String metricKey, long units, long cost) {
        draft.put(AccountRows.PERIOD_USAGE, metricKey, draft.periodUsage(metricKey).plus(units, cost));
    }

    /** The period is over: answers what was used in it by metric, and counts anew. */
    public SortedMap<String, PeriodUsage> takeUsage() {
        var used = new TreeMap<String, PeriodUsage>();
        draft.scan(AccountRows.PERIOD_USAGE, (metricKey, usage) -> {
            used.put(metricKey, usage);
            return true;
        });
        used.keySet().forEach(metricKey -> draft.remove(AccountRows.PERIOD_USAGE, metricKey));
        return used;
    }
}
