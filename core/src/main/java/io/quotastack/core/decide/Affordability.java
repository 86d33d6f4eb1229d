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

/** Whether a charge fits: by the overage policy and the spend cap (CONTRACT 6). Asked by charges and checks alike. */
public record Affordability(Account account, Customer customer, Settings settings, Instant now) {

    /** The policy in force: the customer's, else the tenant's. */
    public OveragePolicy policy() {
        return customer.overagePolicy().orElse(settings.defaultOveragePolicy());
    }

    /** Why a charge of usage must be refused, or nothing. The spend cap is named before the balance. */
    public Optional<Problem> refusalOf(long cost) {
        return refusalByCap(cost).or(() -> refusalByBalance(cost));
    }

    /** Why a debit does not fit the balance, or nothing. A debit of 0 always fits. */
    public Optional<Problem> refusalByBalance(long cost) {
        if (cost == 0 || cost <= available()) {
            return Optional.empty();
        }
        return Optional.of(Problem
                .of(ProblemType.INSUFFICIENT_CREDITS,
                        cost + " millicredits are needed, " + account.effective() + " are available")
                .with("required", cost).with("effective_balance", account.effective()));
    }

    private Optional<Problem> refusalByCap(long cost) {
        Optional<Long> room = customer.spendCap().map(this::roomUnder);
        if (cost == 0 || room.isEmpty() || cost <= room.get()) {
            return Optional.empty();
        }
        SpendCap cap = customer.spendCap().orElseThrow();
        return Optional.of(Problem.of(ProblemType.SPEND_CAP_REACHED, cost + " millicredits are needed, the cap of "
                + cap.credits() + " a " + cap.per().text() + " leaves " + Math.max(0, room.get())));
    }

    /** The most that a charge can cost now, by balance, policy and cap; below 0 when already beyond. */
    public long mostAffordable() {
        return customer.spendCap().map(this::roomUnder).map(room -> Math.min(room, available())).orElse(available());
    }

    /** What a debit can take without passing the floor of the policy; saturates instead of overflowing. */
    private long available() {
        if (policy() == OveragePolicy.BLOCK) {
            return account.effective();
        }
        return customer.overageLimit().map(limit -> saturatedSum(account.effective(), limit)).orElse(Long.MAX_VALUE);
    }

    private long roomUnder(SpendCap cap) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        long consumed = switch (cap.per()) {
            case DAY -> account.today().in(today.toEpochDay());
            case MONTH -> account.thisMonth().in(today.withDayOfMonth(1).toEpochDay());
        };
        return saturatedSum(cap.credits(), -consumed);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
