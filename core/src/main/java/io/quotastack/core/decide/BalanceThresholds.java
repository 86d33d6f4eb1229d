package io.quotastack.core.decide;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.charge.Affordability;

/**
 * Tells the tenant when one step took a balance across a line from above; crossing back arms the line again by itself,
 * since only the figures before and after the step count (CONTRACT 8).
 */
final class BalanceThresholds {

    private final DecisionContext context;
    private final Account before;

    private BalanceThresholds(DecisionContext context, Account before) {
        this.context = context;
        this.before = before;
    }

    static BalanceThresholds before(DecisionContext context) {
        return new BalanceThresholds(context, context.figures());
    }

    void after(Instant at) {
        Account after = context.figures();
        lowLine().filter(line -> fellTo(line, after))
                .ifPresent(line -> emit(CustomerEvent.Type.CREDIT_BALANCE_LOW, line, at));
        if (fellTo(0, after)) {
            emit(CustomerEvent.Type.CREDIT_DEPLETED, 0, at);
        }
        context.customer().autoTopup().filter(terms -> fellTo(terms.threshold(), after))
                .ifPresent(terms -> askForTopup(terms, at));
        if (before.balance() >= 0 && after.balance() < 0 && policy() == OveragePolicy.NOTIFY) {
            emit(CustomerEvent.Type.CREDIT_OVERAGE, 0, at);
        }
    }

    private boolean fellTo(long line, Account after) {
        return before.effective() > line && after.effective() <= line;
    }

    /** Once per crossing, never two open, and so many a day (CONTRACT 8). */
    private void askForTopup(AutoTopup terms, Instant at) {
        TopupRequests requests = context.draft().topupRequests();
        long day = at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
        if (requests.openAt(at) || requests.madeOn(day) >= terms.maxPerDay()) {
            return;
        }
        TopupRequests asked = requests.plusOne(at, day);
        context.draft().put(AccountRows.TOPUP_REQUESTS, asked);
        Account after = context.figures();
        context.emit(CustomerEvent.Type.TOPUP_REQUESTED, at,
                new CustomerEvent.TopupAsked(asked.made(), terms, after.balance(), after.reserved()));
    }

    private Optional<Long> lowLine() {
        return context.customer().lowBalanceThreshold()
                .or(() -> context.environmentConfig().settings().lowBalanceThreshold());
    }

    private OveragePolicy policy() {
        return Affordability.of(context).policy();
    }

    private void emit(CustomerEvent.Type type, long line, Instant at) {
        Account after = context.figures();
        context.emit(type, at, new CustomerEvent.LineCrossed(line, after.balance(), after.reserved()));
    }
}
