package io.quotastack.ledger.history.usage;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.GrowingPage;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.Cursor;
import io.quotastack.ledger.history.store.Cursor.BadCursor;
import io.quotastack.ledger.history.store.HistoryStore;
import io.quotastack.ledger.history.store.HistoryStore.Visitor;
import io.quotastack.ledger.history.store.Keys;
import io.quotastack.ledger.history.store.LoggedOutcome;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.RefusalPosition;

/**
 * Events that were taken in and refused, and not charged since (CONTRACT 5), by the time of refusal. Of an environment
 * it lists what the partitions of this node have.
 */
public final class RefusedUsageReads {

    private static final char LIST = 'r';
    private static final int NUMBERS = 4;
    /** A partition most of whose refusals were charged since ends a page after so many. */
    private static final int MOST_LOOKED_AT = 2_000;
    /** All partitions together read so many bytes of refusals for a page. */
    private static final int MOST_BYTES = 2 * GrowingPage.FULL_BYTES;

    private final OwnedStores history;

    /** A refusal that stands, and its place in the list. */
    private record Found(RefusalPosition at, LoggedOutcome refusal) {}

    /** @param seenTo there may be more behind it; absent: there are no more */
    private record Piece(List<Found> found, Optional<RefusalPosition> seenTo) {}

    public RefusedUsageReads(OwnedStores history) {
        this.history = history;
    }

    public Reply list(Query.ListRefusedUsage query, Instant now, RequestContext request) {
        try {
            Optional<RefusalPosition> after = Cursor.place(LIST, NUMBERS, query.page())
                    .map(RefusedUsageReads::position);
            RefusalPosition from = later(after, now.minus(history.refusalsKept()));
            int limit = query.page().limit();
            List<Piece> pieces = new ArrayList<>();
            if (query.customer().isPresent()) {
                CustomerKey customer = query.customer().get();
                pieces.add(ofCustomer(history.storeOf(customer), customer, from, limit, MOST_BYTES));
            } else {
                List<HistoryStore> stores = history.all();
                int share = MOST_BYTES / Math.max(1, stores.size());
                stores.forEach(store -> pieces.add(ofEnvironment(store, query, from, limit, share)));
            }
            return merge(pieces, limit);
        } catch (BadCursor e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    /** Behind the cursor, and behind what is no longer kept. */
    private static RefusalPosition later(Optional<RefusalPosition> after, Instant keptSince) {
        var oldest = new RefusalPosition(keptSince, new UUID(-1, -1), Long.MAX_VALUE);
        return after.filter(at -> at.compareTo(oldest) > 0).orElse(oldest);
    }

    private Piece ofEnvironment(HistoryStore store, Query.ListRefusedUsage query, RefusalPosition after, int limit,
            int mostBytes) {
        var piece = new Filling(store, limit, mostBytes);
        store.ascending(Keys.after(Keys.refusal(query.tenantEnvironment(), after)),
                Keys.end(Keys.refusals(query.tenantEnvironment())),
                (key, value) -> piece.take(Keys.position(key), Optional.of(value)));
        return piece.done();
    }

    private Piece ofCustomer(HistoryStore store, CustomerKey customer, RefusalPosition after, int limit,
            int mostBytes) {
        var piece = new Filling(store, limit, mostBytes);
        Visitor each = (key, value) -> {
            RefusalPosition at = Keys.positionOfCustomer(customer, key);
            return piece.take(at, store.get(Keys.refusal(customer.tenantEnvironment(), at)));
        };
        store.ascending(Keys.after(Keys.refusalOfCustomer(customer, after)), Keys.end(Keys.refusals(customer)), each);
        return piece.done();
    }

    /** The first of all pieces, as far as all of them were looked through. */
    private static Reply merge(List<Piece> pieces, int limit) {
        Optional<RefusalPosition> horizon = pieces.stream().flatMap(piece -> piece.seenTo().stream())
                .min(Comparator.naturalOrder());
        List<Found> found = pieces.stream().flatMap(piece -> piece.found().stream())
                .filter(one -> horizon.isEmpty() || one.at().compareTo(horizon.get()) <= 0)
                .sorted(Comparator.comparing(Found::at)).toList();
        var page = new GrowingPage(limit);
        int shown = 0;
        while (shown < found.size() && !page.isFull()) {
            page.add(UsageReads.view(found.get(shown++).refusal()));
        }
        Optional<RefusalPosition> end = shown < found.size() ? Optional.of(found.get(shown - 1).at()) : horizon;
        return page.reply(end.map(RefusedUsageReads::cursor));
    }

    private static String cursor(RefusalPosition at) {
        return Cursor.of(LIST, at.refusedAt().toEpochMilli(), at.customerId().getMostSignificantBits(),
                at.customerId().getLeastSignificantBits(), at.offset());
    }

    private static RefusalPosition position(ByteBuffer place) {
        return new RefusalPosition(Instant.ofEpochMilli(place.getLong()),
                new UUID(place.getLong(), place.getLong()), place.getLong());
    }

    /** A piece on its way to being full. */
    private final class Filling {

        private final HistoryStore store;
        private final int limit;
        private final List<Found> found = new ArrayList<>();
        private Optional<RefusalPosition> seenTo = Optional.empty();
        private Optional<RefusalPosition> last = Optional.empty();
        private final int mostBytes;
        private int lookedAt;
        private int bytes;

        Filling(HistoryStore store, int limit, int mostBytes) {
            this.store = store;
            this.limit = limit;
            this.mostBytes = mostBytes;
        }

        boolean take(RefusalPosition at, Optional<byte[]> row) {
            if (found.size() == limit || lookedAt == MOST_LOOKED_AT || bytes >= mostBytes) {
                seenTo = last;
                return false;
            }
            lookedAt++;
            last = Optional.of(at);
            row.ifPresent(value -> take(at, value));
            return true;
        }

        private void take(RefusalPosition at, byte[] row) {
            LoggedOutcome refusal = history.format().outcome(row);
            if (stands(refusal)) {
                bytes += row.length;
                found.add(new Found(at, refusal));
            }
        }

        /** It was not charged since, or it is about an id that another event had been charged under. */
        private boolean stands(LoggedOutcome refusal) {
            return refusal.besideCharge()
                    || store.get(Keys.charge(refusal.customer(), refusal.event().eventId())).isEmpty();
        }

        Piece done() {
            return new Piece(found, seenTo);
        }
    }
}
