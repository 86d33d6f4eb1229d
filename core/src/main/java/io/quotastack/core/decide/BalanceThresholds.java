package io.quotastack.core.decide;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.CustomerEvent.PeriodGrants;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.charge.Affordability;
import io.quotastack.core.decide.charge.AlertsAndCaps;

/**
 * Tells the tenant when one step took a balance across a line from above; crossing back arms the line again by itself,
 * since only the figures before and after the step count (CONTRACT 8).
 */
final class BalanceThresholds {

    private static final int WHOLE = 100;

    private final DecisionContext context;
    private final Account before;
    private final Optional<PeriodGrants> grantsBefore;

    private BalanceThresholds(DecisionContext context, Account before, Optional<PeriodGrants> grantsBefore) {
        this.context = context;
        this.before = before;
        this.grantsBefore = grantsBefore;
    }

    static BalanceThresholds before(DecisionContext context) {
        return new BalanceThresholds(context, context.figures(), grants(context));
    }

    /** Where an alert looks at them. */
    private static Optional<PeriodGrants> grants(DecisionContext context) {
        OptionalLong left = context.figures().watch().grantsLeft();
        return left.isPresent()
                ? context.draft().periodCredits().map(
                        credits -> new PeriodGrants(credits.firstBlock(), credits.given(), left.getAsLong()))
                : Optional.empty();
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
        // Nothing is crossed by what books nothing, such as the patch that brings an alert.
        if (after.watch().alerted() && after.version() > before.version()) {
            tellAlerts(after, at);
        }
    }

    private void tellAlerts(Account after, Instant at) {
        Optional<PeriodGrants> grants = grants(context);
        for (Alert alert : AlertsAndCaps.inForce(context).alerts()) {
            switch (alert.of()) {
                case BALANCE -> alert.credits().filter(line -> fellTo(line, after))
                        .ifPresent(line -> emit(alert, Optional.empty(), at));
                case PERIOD_GRANTS -> grants.filter(now -> fellTo(alert, now))
                        .ifPresent(now -> emit(alert, grants, at));
            }
        }
    }

    /** Each period begins above its lines. */
    private boolean fellTo(Alert alert, PeriodGrants after) {
        return isAtOrBelow(alert, after)
                && grantsBefore.filter(then -> then.firstBlock() == after.firstBlock())
                        .map(then -> !isAtOrBelow(alert, then))
                        // What nobody looked at before, in a period that goes on, may have been below.
                        .orElse(after.firstBlock() > before.blocksMade());
    }

    /** Where nothing is granted, nothing can run low. */
    private static boolean isAtOrBelow(Alert alert, PeriodGrants grants) {
        long line = alert.percent().map(percent -> Amounts.scaled(grants.granted(), percent, WHOLE))
                .or(alert::credits).orElseThrow();
        return grants.granted() > 0 && grants.left() <= line;
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

    private void emit(Alert alert, Optional<PeriodGrants> grants, Instant at) {
        Account after = context.figures();
        context.emit(CustomerEvent.Type.CREDIT_THRESHOLD_REACHED, at,
                new CustomerEvent.AlertReached(alert, after.balance(), after.reserved(), grants));
    }

    private void emit(CustomerEvent.Type type, long line, Instant at) {
        Account after = context.figures();
        context.emit(type, at, new CustomerEvent.LineCrossed(line, after.balance(), after.reserved()));
    }
}
