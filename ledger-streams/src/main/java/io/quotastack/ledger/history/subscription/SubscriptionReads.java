package io.quotastack.ledger.history.subscription;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ForeignCursorException;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.PageBuilder;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.SubscriptionTransitionView;

/** All subscriptions that a customer ever had, and what became of each (CONTRACT 9). */
public final class SubscriptionReads {

    /** A status that few subscriptions have ends a page after so many that have another. */
    private static final int MOST_LOOKED_AT = 1_000;

    private final OwnedStores history;

    public SubscriptionReads(OwnedStores history) {
        this.history = history;
    }

    /** A subscription as it was last written. */
    public Optional<JsonNode> last(CustomerKey customer, long ordinal) {
        return history.of(customer).lastChange(ordinal).map(change -> change.view().subscription());
    }

    public static Problem noSuchSubscription() {
        return Problem.notFound("subscription", "there is no such subscription");
    }

    /** Whether a subscription as answered is in that status; without one, all are. */
    public static boolean isIn(Optional<SubscriptionStatus> status, JsonNode subscription) {
        return status.isEmpty() || status.get().text().equals(subscription.path("status").asText());
    }

    /**
     * Subscriptions by creation.
     *
     * @param live of a moment that history has reached
     */
    public Reply list(Query.ListSubscriptions query, LiveSubscriptions live, RequestContext request) {
        try {
            long seen = cursor(query).number(query.page()).orElse(0L);
            CustomerHistory rows = history.of(query.customer());
            var found = new PageBuilder(query.page().limit());
            int lookedAt = 0;
            while (seen < live.made() && !found.isFull() && lookedAt < MOST_LOOKED_AT) {
                long ordinal = ++seen;
                lookedAt++;
                live.view(ordinal).or(() -> rows.lastChange(ordinal).map(change -> change.view().subscription()))
                        .filter(subscription -> isIn(query.status(), subscription)).ifPresent(found::add);
            }
            return found
                    .reply(seen < live.made() ? Optional.of(cursor(query).behind(SortKey.of(seen))) : Optional.empty());
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    private static ListCursor cursor(Query.ListSubscriptions query) {
        return ListCursor.of("subscriptions", query.customer().toString());
    }

    /** What became of a subscription that there is, oldest first. */
    public Reply changes(Query.SubscriptionHistory query, RequestContext request) {
        try {
            long seen = cursor(query).number(query.page()).orElse(0L);
            var page = new ChangesPage(query);
            history.of(query.customer()).visitChanges(query.ordinal(), seen, change -> page.take(change.view()));
            return page.reply();
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
    }

    private static ListCursor cursor(Query.SubscriptionHistory query) {
        return ListCursor.of("changes", query.customer() + "/" + query.ordinal());
    }

    /** A page of changes on its way to being full. */
    private static final class ChangesPage {

        private final Query.SubscriptionHistory query;
        private final PageBuilder changes;
        private Optional<String> next = Optional.empty();
        private long last;

        ChangesPage(Query.SubscriptionHistory query) {
            this.query = query;
            this.changes = new PageBuilder(query.page().limit());
        }

        boolean take(SubscriptionTransitionView change) {
            if (changes.isFull()) {
                next = Optional.of(cursor(query).behind(SortKey.of(last)));
                return false;
            }
            changes.add(change);
            last = change.sequence();
            return true;
        }

        Reply reply() {
            return changes.reply(next);
        }
    }
}
