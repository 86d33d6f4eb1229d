package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.config.Config;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.Slice;
import io.quotastack.core.ledger.LedgerEntry.Cause;

/**
 * An account as a reader sees it: what is due has happened, though nothing is written yet (CONTRACT 3). An account that is
 * further behind than a reader may catch up with fails with {@link AccountBehindException}, and so does one with a clock of
 * its own that has come that far behind while it moves.
 */
public final class ProjectedAccount {

    /** How much of what is due a reader lets happen: on the caller's thread, while the customer's rows are locked. */
    static final int MOST_OF_A_READ = 1_000;

    private ProjectedAccount() {}

    /** Whether something may be due by then; if not, the figures are as they are stored. */
    public static boolean hasDueActions(Account stored, Instant now) {
        return !stored.nextScheduledAt().isAfter(stored.at(now).now());
    }

    /**
     * The account at an instant, or at its own last decision when that is later. Nothing due: the state itself.
     *
     * <p>Version and hash stay those of the last entry that is written; the entries of what is due get theirs when they
     * are booked.
     */
    public static AccountState at(AccountState state, Instant now, Config.EnvironmentConfig environmentConfig) {
        return reading(state, now, environmentConfig).state();
    }

    /**
     * The same, and what the tenant will be told of it.
     *
     * @param pending events that are not written yet, oldest first
     */
    public record Reading(AccountState state, List<CustomerEvent> pending) {
        public Reading {
            pending = List.copyOf(pending);
        }
    }

    public static Reading reading(AccountState state, Instant now, Config.EnvironmentConfig environmentConfig) {
        return reading(state, now, environmentConfig, MOST_OF_A_READ);
    }

    static Reading reading(AccountState state, Instant now, Config.EnvironmentConfig environmentConfig, int most) {
        var draft = new AccountDraft(state);
        Optional<Account> stored = draft.account();
        if (stored.isEmpty() || !hasDueActions(stored.get(), now)) {
            return new Reading(state, List.of());
        }
        Account before = stored.get();
        Instant until = before.at(now).now();
        var context = new DecisionContext(draft, environmentConfig, new Cause("", Optional.empty()), until, until,
                new ArrayList<>());
        if (!DueProcessing.processDue(context, new Slice(most))) {
            throw new AccountBehindException(before.clock().filter(TestClock::moving).isPresent());
        }
        draft.put(draft.figures().withHead(before.head()));
        return new Reading(draft, context.events());
    }
}
