package io.quotastack.ledger.read;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.history.History;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.store.ShardMovedException;

/** Waits for history: what follows the log is a little behind the accounts, and a commit behind what was answered. */
final class ReachedHistory {

    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final History history;
    private final AccountReads accounts;
    private final CommitPolicy commits;

    ReachedHistory(History history, AccountReads accounts, CommitPolicy commits) {
        this.history = history;
        this.accounts = accounts;
        this.commits = commits;
    }

    /** Waits until history has what the account has. Throws {@link ShardMovedException} when it does not come there. */
    void require(CustomerKey key) {
        try {
            AccountReads.Written written = accounts.written(key);
            // Only who has to wait asks for a commit, whose price all pay.
            if (has(key, written, Duration.ZERO) || commits.during(() -> has(key, written, WITHIN))) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ShardMovedException();
    }

    private boolean has(CustomerKey key, AccountReads.Written written, Duration within) throws InterruptedException {
        return history.awaitVersion(key, written.version(), within)
                && history.awaitSubscriptionEvent(key, written.subscriptionEvent(), within);
    }

    /** A refusal books no entry, so history's version does not tell whether it is there: look until it is. */
    Optional<Reply> awaited(Supplier<Optional<Reply>> look) {
        var found = new Object() {
            Optional<Reply> reply = Optional.empty();
        };
        try {
            commits.during(() -> history.await(() -> {
                found.reply = look.get();
                return found.reply.isPresent();
            }, WITHIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found.reply;
    }
}
