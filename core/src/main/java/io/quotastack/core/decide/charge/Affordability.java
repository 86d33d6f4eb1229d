package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.Account;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Settings;

/**
 * Whether an amount fits: by the overage policy and the spend cap (CONTRACT 6). Part of each {@link ChargeAssessment}.
 *
 * @param gate of the live subscription
 */
public record Affordability(
        Account account,
        Customer customer,
        Optional<UsageGate> gate,
        Settings settings,
        Instant now) {

    public static Affordability of(DecisionContext context) {
        return new Affordability(context.figures(), context.customer(), UsageGate.of(context),
                context.environmentConfig().settings(), context.now());
    }

    public OveragePolicy policy() {
        return overage().policy();
    }

    private OverageTerms overage() {
        return OverageTerms.inForce(customer, gate, settings);
    }

    /** Why a debit does not fit the balance, or nothing. A debit of 0 always fits. */
    public Optional<Problem> refusalByBalance(long cost) {
        if (cost > 0 && cost > available()) {
            return Optional.of(insufficient(account, cost));
        }
        // Only a policy without a floor comes so far down.
        return cost > Amounts.mostDebit(account)
                ? Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the balance would leave the 64-bit range"))
                : Optional.empty();
    }

    /** What says that an amount is not there. */
    public static Problem insufficient(Account account, long required) {
        return Problem
                .of(ProblemType.INSUFFICIENT_CREDITS,
                        required + " millicredits are needed, " + account.effective() + " are available")
                .with("required", required).with("effective_balance", account.effective());
    }

    /**
     * Why the spend cap does not let a charge of usage through, or nothing.
     *
     * @param cost millicredits; absent: more than 64 bits can say, and so beyond any cap
     */
    Optional<Problem> refusalBySpendCap(OptionalLong cost) {
        return customer.spendCap()
                .filter(cap -> cost.isEmpty() || (cost.getAsLong() > 0 && cost.getAsLong() > roomUnder(cap)))
                .map(cap -> capReached(cost.isPresent()
                        ? cost.getAsLong() + " millicredits"
                        : "more millicredits than 64 bits can say", cap));
    }

    /** Why a charge does not fit in any balance: its cost cannot be said. */
    static Problem refusalBeyondInt64() {
        return Problem.of(ProblemType.AMOUNT_OVERFLOW, "the cost would leave the 64-bit range");
    }

    private Problem capReached(String needed, SpendCap cap) {
        return Problem.of(ProblemType.SPEND_CAP_REACHED, needed + " are needed, the cap of " + cap.credits() + " a "
                + cap.per().text() + " leaves " + Math.max(0, roomUnder(cap)));
    }

    /** The most that a charge can cost now, by balance, policy and cap; at least 0, since a charge of 0 always fits. */
    long mostAffordable() {
        long byBalance = Math.min(available(), Amounts.mostDebit(account));
        return Math.max(0, customer.spendCap().map(cap -> Math.min(roomUnder(cap), byBalance)).orElse(byBalance));
    }

    /** What a debit can take without passing the floor of the policy; saturates instead of overflowing. */
    private long available() {
        OverageTerms overage = overage();
        if (overage.policy() == OveragePolicy.BLOCK) {
            return account.effective();
        }
        return overage.limit().map(limit -> Amounts.saturatedSum(account.effective(), limit)).orElse(Long.MAX_VALUE);
    }

    /** What consumption and open holds leave of a cap; below 0 beyond it. */
    private long roomUnder(SpendCap cap) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        long consumed = switch (cap.per()) {
            case DAY -> account.today().in(today.toEpochDay());
            case MONTH -> account.thisMonth().in(today.withDayOfMonth(1).toEpochDay());
        };
        // Neither is below 0, so that the first difference is exact and only the second one can leave the range.
        return Amounts.saturatedSum(cap.credits() - account.reserved(), -consumed);
    }
}
