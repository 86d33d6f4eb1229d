package io.quotastack.ledger.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.query.Query;
import io.quotastack.ledger.history.Cursor.BadCursor;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.PageView;
import io.quotastack.schemas.json.ProblemJson;

/** All blocks that a customer ever had (CONTRACT 3). */
public final class BlockReads {

    private static final char LIST = 'b';
    /** A status that few blocks have ends a page after so many that have another. */
    private static final int MOST_LOOKED_AT = 2_000;

    private final OwnedStores history;

    BlockReads(OwnedStores history) {
        this.history = history;
    }

    /**
     * Blocks by creation, as they are at {@code now}.
     *
     * @param live what is left now, by ordinal, in the blocks that the live account has, its dues settled; what is not
     *     among them is taken from the last entry that touched it
     */
    public Reply list(Query.ListBlocks query, Map<Long, Tank> live, Instant now, RequestContext request) {
        try {
            long first = Cursor.place(LIST, 1, query.page()).map(ByteBuffer::getLong).orElse(0L) + 1;
            var page = new Filling(query, history.of(query.customer()), live, now);
            page.fillFrom(Math.max(1, first));
            return Replies.ok(page.view());
        } catch (BadCursor e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    /** The terms of any block that the customer ever had. */
    public Optional<BlockTerms> terms(CustomerKey customer, long ordinal) {
        return history.of(customer).terms(ordinal);
    }

    /** A page on its way to being full. */
    private static final class Filling {

        private final Query.ListBlocks query;
        private final CustomerHistory rows;
        private final Map<Long, Tank> live;
        private final Instant now;
        private final List<BlockView> blocks = new ArrayList<>();
        private Optional<String> next = Optional.empty();
        private int lookedAt;
        private long lastLookedAt;

        Filling(Query.ListBlocks query, CustomerHistory rows, Map<Long, Tank> live, Instant now) {
            this.query = query;
            this.rows = rows;
            this.live = live;
            this.now = now;
        }

        void fillFrom(long firstOrdinal) {
            rows.visitBlocks(firstOrdinal, (ordinal, block) -> {
                if (blocks.size() == query.page().limit() || lookedAt == MOST_LOOKED_AT) {
                    next = Optional.of(Cursor.of(LIST, lastLookedAt));
                    return false;
                }
                lookedAt++;
                lastLookedAt = ordinal;
                take(rows.terms(block).orElseThrow(), block.level());
                return true;
            });
        }

        private void take(BlockTerms terms, BlockLevel last) {
            Tank tank = Optional.ofNullable(live.get(terms.ordinal()))
                    .orElseGet(() -> last.settledAt(terms, now).tank());
            BlockStatus status = BlockStatus.of(terms, tank.remaining(), last.stage() == BlockLevel.Stage.VOIDED, now);
            if (query.status().isEmpty() || query.status().get() == status) {
                blocks.add(BlockView.of(query.customer(), terms, tank, status));
            }
        }

        PageView<BlockView> view() {
            return PageView.of(blocks, next);
        }
    }
}
