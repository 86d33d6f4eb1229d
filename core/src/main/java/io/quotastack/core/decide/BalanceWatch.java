package io.quotastack.core.decide;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.customer.OveragePolicy;

/**
 * Tells the tenant when one step took a balance across a line from above; crossing back arms the line again by itself,
 * since only the figures before and after the step count (CONTRACT 8).
 */
final class BalanceWatch {

    private final Booking booking;
    private final Account before;

    private BalanceWatch(Booking booking, Account before) {
        this.booking = booking;
        this.before = before;
    }

    static BalanceWatch before(Booking booking) {
        return new BalanceWatch(booking, booking.figures());
    }

    void after(Instant at) {
        Account after = booking.figures();
        lowLine().filter(line -> before.effective() > line && after.effective() <= line)
                .ifPresent(line -> tell(CustomerEvent.Type.CREDIT_BALANCE_LOW, line, at));
        if (before.effective() > 0 && after.effective() <= 0) {
            tell(CustomerEvent.Type.CREDIT_DEPLETED, 0, at);
        }
        if (before.balance() >= 0 && after.balance() < 0 && policy() == OveragePolicy.NOTIFY) {
            tell(CustomerEvent.Type.CREDIT_OVERAGE, 0, at);
        }
    }

    private Optional<Long> lowLine() {
        return booking.customer().lowBalanceThreshold().or(() -> booking.world().settings().lowBalanceThreshold());
    }

    private OveragePolicy policy() {
        return booking.customer().overagePolicy().orElse(booking.world().settings().defaultOveragePolicy());
    }

    private void tell(CustomerEvent.Type type, long line, Instant at) {
        Account after = booking.figures();
        booking.tell(type, at, new CustomerEvent.LineCrossed(line, after.balance(), after.reserved()));
    }
}
