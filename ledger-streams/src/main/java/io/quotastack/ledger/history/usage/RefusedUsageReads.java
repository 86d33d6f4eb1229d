package io.quotastack.ledger.history.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.ledger.history.store.HistoryStore;
import io.quotastack.ledger.history.store.HistoryStore.Visitor;
import io.quotastack.ledger.history.store.Keys;
import io.quotastack.ledger.history.store.LoggedOutcome;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.RefusalPosition;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.schemas.json.Json;

/**
 * Events that were taken in and refused, and not charged since (CONTRACT 5), by the time of refusal. Of an environment
 * it lists what some partitions of this node have.
 */
public final class RefusedUsageReads {

    /** A partition most of whose refusals were charged since ends a part after so many. */
    private static final int MOST_LOOKED_AT = 2_000;
    /** All partitions together read so many bytes of refusals for a page. */
    private static final int MOST_BYTES = 2 * PageBound.FULL_BYTES;

    private final OwnedStores history;

    public RefusedUsageReads(OwnedStores history) {
        this.history = history;
    }

    /**
     * What some partitions have of the list.
     *
     * @param partitions which; of one customer it is that customer's
     * @param refusedSince what was refused before is no longer kept
     */
    public ListPart<byte[]> list(ListQuery.RefusedUsage query, KeysetPage stretch, Set<Integer> partitions,
            Instant refusedSince) {
        var oldest = new RefusalPosition(refusedSince, new UUID(-1, -1), Long.MAX_VALUE);
        List<ListPart<LoggedOutcome>> parts = new ArrayList<>();
        if (query.customer().isPresent()) {
            CustomerKey customer = query.customer().get();
            parts.add(ofCustomer(history.storeOf(customer), customer, stretch, oldest, MOST_BYTES));
        } else {
            List<HistoryStore> stores = history.of(partitions);
            int share = MOST_BYTES / Math.max(1, stores.size());
            stores.forEach(store -> parts.add(ofEnvironment(store, query, stretch, oldest, share)));
        }
        return ListPart.merge(parts).fill(stretch.most(), refusal -> Json.bytes(UsageReads.view(refusal)));
    }

    private ListPart<LoggedOutcome> ofEnvironment(HistoryStore store, ListQuery.RefusedUsage query, KeysetPage stretch,
            RefusalPosition oldest, int mostBytes) {
        KeyRange range = KeyRange.of(Bytes.wrap(Keys.refusals(query.tenantEnvironment())));
        var part = new Filling(store, stretch.most(), mostBytes);
        store.ascending(later(range, stretch, Keys.refusal(query.tenantEnvironment(), oldest)), range.to().get(),
                (key, value) -> part.take(range.place(Bytes.wrap(key)), Optional.of(value)));
        return part.done();
    }

    private ListPart<LoggedOutcome> ofCustomer(HistoryStore store, CustomerKey customer, KeysetPage stretch,
            RefusalPosition oldest, int mostBytes) {
        KeyRange range = KeyRange.of(Bytes.wrap(Keys.refusals(customer)));
        var part = new Filling(store, stretch.most(), mostBytes);
        Visitor each = (key, value) -> {
            byte[] refusal = Keys.refusal(customer.tenantEnvironment(), Keys.positionOfCustomer(customer, key));
            return part.take(range.place(Bytes.wrap(key)), store.get(refusal));
        };
        store.ascending(later(range, stretch, Keys.refusalOfCustomer(customer, oldest)), range.to().get(), each);
        return part.done();
    }

    /** Behind where the stretch begins, and behind what is no longer kept. */
    private static byte[] later(KeyRange range, KeysetPage stretch, byte[] oldest) {
        Bytes kept = Bytes.wrap(Keys.after(oldest));
        return stretch.after().map(range::behind).filter(from -> from.compareTo(kept) > 0).orElse(kept).get();
    }

    /** A part on its way to being full. */
    private final class Filling {

        private final HistoryStore store;
        private final int limit;
        private final List<ListPart.Row<LoggedOutcome>> found = new ArrayList<>();
        private Optional<SortKey> upTo = Optional.empty();
        private Optional<SortKey> last = Optional.empty();
        private final int mostBytes;
        private int lookedAt;
        private int bytes;

        Filling(HistoryStore store, int limit, int mostBytes) {
            this.store = store;
            this.limit = limit;
            this.mostBytes = mostBytes;
        }

        boolean take(SortKey at, Optional<byte[]> row) {
            if (found.size() == limit || lookedAt == MOST_LOOKED_AT || bytes >= mostBytes) {
                upTo = last;
                return false;
            }
            lookedAt++;
            last = Optional.of(at);
            row.ifPresent(value -> take(at, value));
            return true;
        }

        private void take(SortKey at, byte[] row) {
            LoggedOutcome refusal = history.format().outcome(row);
            if (stands(refusal)) {
                bytes += row.length;
                found.add(new ListPart.Row<>(at, refusal));
            }
        }

        /** It was not charged since, or it is about an id that another event had been charged under. */
        private boolean stands(LoggedOutcome refusal) {
            return refusal.besideCharge()
                    || store.get(Keys.charge(refusal.customer(), refusal.event().eventId())).isEmpty();
        }

        ListPart<LoggedOutcome> done() {
            return new ListPart<>(found, upTo);
        }
    }
}
