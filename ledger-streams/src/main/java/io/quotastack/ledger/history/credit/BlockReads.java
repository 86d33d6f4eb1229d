package io.quotastack.ledger.history.credit;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ForeignCursorException;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.PageBuilder;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.BlockLevel;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.BlockView;

/** All blocks that a customer ever had (CONTRACT 3). */
public final class BlockReads {

    /** A status that few blocks have ends a page after so many that have another. */
    private static final int MOST_LOOKED_AT = 2_000;

    private final OwnedStores history;

    public BlockReads(OwnedStores history) {
        this.history = history;
    }

    /**
     * Blocks by creation, as they are at the moment of the live account.
     *
     * @param live of a moment that history has reached
     */
    public Reply list(Query.ListBlocks query, LiveBlocks live, RequestContext request) {
        try {
            long first = cursor(query).number(query.page()).orElse(0L) + 1;
            var page = new Filling(query, history.of(query.customer()), live);
            page.fillFrom(Math.max(1, first));
            return page.reply();
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    private static ListCursor cursor(Query.ListBlocks query) {
        return ListCursor.of("blocks", query.customer().toString());
    }

    /** A page on its way to being full. */
    private static final class Filling {

        private final Query.ListBlocks query;
        private final CustomerHistory rows;
        private final LiveBlocks live;
        private final PageBuilder blocks;
        private Optional<String> next = Optional.empty();
        private int lookedAt;
        private long lastLookedAt;

        Filling(Query.ListBlocks query, CustomerHistory rows, LiveBlocks live) {
            this.query = query;
            this.blocks = new PageBuilder(query.page().limit());
            this.rows = rows;
            this.live = live;
        }

        void fillFrom(long firstOrdinal) {
            rows.visitBlocks(firstOrdinal, (ordinal, block) -> {
                if (block.madeBySequence() > live.version()) {
                    return false; // made while we were reading
                }
                if (blocks.isFull() || lookedAt == MOST_LOOKED_AT) {
                    next = Optional.of(cursor(query).behind(SortKey.of(lastLookedAt)));
                    return false;
                }
                lookedAt++;
                lastLookedAt = ordinal;
                take(live.present(rows.terms(block, Instant.MAX).orElseThrow()),
                        rows.level(ordinal, live.version()).orElseThrow());
                return true;
            });
        }

        private void take(BlockTerms terms, BlockLevel last) {
            BlockBalance blockBalance = live.blockBalance(terms);
            BlockStatus status = BlockStatus.of(terms, blockBalance.remaining(),
                    last.stage() == BlockLevel.Stage.VOIDED,
                    live.now());
            if (query.status().isEmpty() || query.status().get() == status) {
                blocks.add(BlockView.of(query.customer(), terms, blockBalance, status));
            }
        }

        Reply reply() {
            return blocks.reply(next);
        }
    }
}
