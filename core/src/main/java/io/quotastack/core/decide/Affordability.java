package io.quotastack.core.decide;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Settings;

/**
 * Whether a charge fits: by the overage policy and the spend cap (CONTRACT 6). Asked by charges and checks alike.
 *
 * @param gate of the live subscription
 */
public record Affordability(Account account, Customer customer, Optional<UsageGate> gate, Settings settings,
        Instant now) {

    static Affordability of(Booking booking) {
        return new Affordability(booking.figures(), booking.customer(), UsageGate.of(booking),
                booking.world().settings(), booking.now());
    }

    public OveragePolicy policy() {
        return overage().policy();
    }

    private OverageTerms overage() {
        return OverageTerms.inForce(customer, gate, settings);
    }

    /** Why a charge of usage must be refused, or nothing. The spend cap is named before the balance. */
    public Optional<Problem> refusalOf(long cost) {
        return refusalByCap(cost).or(() -> refusalByBalance(cost));
    }

    /** Why a debit does not fit the balance, or nothing. A debit of 0 always fits. */
    public Optional<Problem> refusalByBalance(long cost) {
        if (cost > 0 && cost > available()) {
            return Optional.of(Problem
                    .of(ProblemType.INSUFFICIENT_CREDITS,
                            cost + " millicredits are needed, " + account.effective() + " are available")
                    .with("required", cost).with("effective_balance", account.effective()));
        }
        // Only a policy without a floor comes so far down.
        return cost > Amounts.mostDebit(account)
                ? Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the balance would leave the 64-bit range"))
                : Optional.empty();
    }

    private Optional<Problem> refusalByCap(long cost) {
        if (!capReachedBy(cost)) {
            return Optional.empty();
        }
        SpendCap cap = customer.spendCap().orElseThrow();
        return Optional.of(Problem.of(ProblemType.SPEND_CAP_REACHED, cost + " millicredits are needed, the cap of "
                + cap.credits() + " a " + cap.per().text() + " leaves " + Math.max(0, roomUnder(cap))));
    }

    /** Whether the spend cap alone stands against a cost, however large the balance. */
    public boolean capReachedBy(long cost) {
        return cost > 0 && customer.spendCap().filter(cap -> cost > roomUnder(cap)).isPresent();
    }

    /** The most that a charge can cost now, by balance, policy and cap; at least 0, since a charge of 0 always fits. */
    public long mostAffordable() {
        long byBalance = Math.min(available(), Amounts.mostDebit(account));
        return Math.max(0, customer.spendCap().map(cap -> Math.min(roomUnder(cap), byBalance)).orElse(byBalance));
    }

    /** What a debit can take without passing the floor of the policy; saturates instead of overflowing. */
    private long available() {
        OverageTerms overage = overage();
        if (overage.policy() == OveragePolicy.BLOCK) {
            return account.effective();
        }
        return overage.limit().map(limit -> saturatedSum(account.effective(), limit)).orElse(Long.MAX_VALUE);
    }

    /** What consumption and open holds leave of a cap; below 0 beyond it. */
    private long roomUnder(SpendCap cap) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        long consumed = switch (cap.per()) {
            case DAY -> account.today().in(today.toEpochDay());
            case MONTH -> account.thisMonth().in(today.withDayOfMonth(1).toEpochDay());
        };
        return saturatedSum(saturatedSum(cap.credits(), -consumed), -account.reserved());
    }

    private static long saturatedSum(long a, long b) {
        if (!Amounts.sumOverflows(a, b)) {
            return a + b;
        }
        return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
