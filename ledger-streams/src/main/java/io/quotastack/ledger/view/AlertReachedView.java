package io.quotastack.ledger.view;

import java.util.Map;
import java.util.Optional;

import io.quotastack.core.decide.booking.CustomerEvent.AlertReached;
import io.quotastack.core.decide.booking.CustomerEvent.PeriodGrants;
import io.quotastack.schemas.json.AlertsAndCapsJson;

/**
 * The data of an event that tells that the line of an alert was reached; millicredits.
 *
 * @param alert as it was written
 * @param granted by the plan in the running period; only of an alert that looks at that
 * @param left of it and not held
 */
public record AlertReachedView(
        Map<String, Object> alert,
        Optional<Long> granted,
        Optional<Long> left,
        long balance,
        long reservedBalance,
        long effectiveBalance) {

    public static AlertReachedView of(AlertReached reached) {
        return new AlertReachedView(AlertsAndCapsJson.alert(reached.alert()),
                reached.grants().map(PeriodGrants::granted), reached.grants().map(PeriodGrants::left),
                reached.balance(), reached.reserved(), reached.balance() - reached.reserved());
    }
}
