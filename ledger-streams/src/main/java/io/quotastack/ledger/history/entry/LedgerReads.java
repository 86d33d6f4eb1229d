package io.quotastack.ledger.history.entry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ForeignCursorException;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.PageBuilder;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.LoggedEntry;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.EntryView;
import io.quotastack.ledger.view.Replies;

/** The ledger of a customer, entry by entry (CONTRACT 3). */
public final class LedgerReads {

    /** A filter that few entries pass ends a page after so many that do not. */
    private static final int MOST_LOOKED_AT = 5_000;

    private final OwnedStores history;

    public LedgerReads(OwnedStores history) {
        this.history = history;
    }

    /** Of a customer that exists. */
    public Reply list(Query.ListLedger query, RequestContext request) {
        try {
            return page(query, history.of(query.customer()));
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    public Reply entry(Query.GetEntry query, RequestContext request) {
        return find(history.of(query.customer()), query.customer(), query.entryId())
                .map(logged -> Replies.ok(EntryView.of(logged.entry())))
                .orElseGet(() -> ProblemJson.reply(noSuchEntry(), request));
    }

    /** An entry as it was booked, such as one whose answer is to be given again. */
    public Optional<LedgerEntry> entryAt(CustomerKey customer, long sequence) {
        return history.of(customer).entry(sequence).map(LoggedEntry::entry);
    }

    /**
     * The grants of one payment, by sequence: of a package with a bonus two, next to each other.
     *
     * @param first the sequence of the first
     */
    public List<LedgerEntry> grantsOfPayment(CustomerKey customer, long first) {
        Optional<LedgerEntry> paid = entryAt(customer, first);
        Optional<LedgerEntry> bonus = entryAt(customer, first + 1).filter(next -> next.type() == EntryType.GRANT
                && paid.filter(grant -> grant.cause().equals(next.cause())).isPresent());
        return Stream.concat(paid.stream(), bonus.stream()).toList();
    }

    public static Optional<LoggedEntry> find(CustomerHistory rows, CustomerKey customer, String entryId) {
        return ResourceId.parse(ResourceId.Kind.LEDGER_ENTRY, entryId)
                .filter(id -> id.customerId().equals(customer.customerId()) && id.ordinal() > 0)
                .flatMap(id -> rows.entry(id.ordinal()));
    }

    public static Problem noSuchEntry() {
        return Problem.notFound("ledger_entry", "the customer has no such ledger entry");
    }

    private static Reply page(Query.ListLedger query, CustomerHistory rows) throws ForeignCursorException {
        Optional<Long> after = cursor(query).number(query.page());
        long first = query.from().map(rows::lastBefore).orElse(0L) + 1;
        long last = query.to().map(rows::lastBefore).orElseGet(rows::version);
        if (after.isPresent() && query.descending()) {
            last = Math.min(last, after.get() - 1);
        } else if (after.isPresent()) {
            first = Math.max(first, after.get() + 1);
        }
        var page = new Filling(query);
        rows.visitEntries(Math.max(1, first), last, query.descending(), page::take);
        return page.reply();
    }

    private static ListCursor cursor(Query.ListLedger query) {
        return ListCursor.of("ledger", query.customer().toString());
    }

    /** A page on its way to being full. */
    private static final class Filling {

        private final Query.ListLedger query;
        private final PageBuilder entries;
        private Optional<String> next = Optional.empty();
        private int lookedAt;
        private long lastLookedAt;

        Filling(Query.ListLedger query) {
            this.query = query;
            this.entries = new PageBuilder(query.page().limit());
        }

        boolean take(LedgerEntry entry) {
            if (entries.isFull() || lookedAt == MOST_LOOKED_AT) {
                next = Optional.of(cursor(query).behind(SortKey.of(lastLookedAt)));
                return false;
            }
            lookedAt++;
            lastLookedAt = entry.sequence();
            if (query.type().isEmpty() || query.type().get() == entry.type()) {
                entries.add(EntryView.of(entry));
            }
            return true;
        }

        Reply reply() {
            return entries.reply(next);
        }
    }
}
