package io.quotastack.core.decide.charge;

import java.util.Optional;

import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.MeteringRule;

/**
 * What units of a metric cost a customer by a rule (CONTRACT 4).
 *
 * @param unitsBefore the tier counter that goes with the price, before the charge
 * @param cost millicredits
 */
public record Quote(MeteringRule rule, long units, long unitsBefore, long cost) {

    public UsageRef usage(Optional<String> eventId) {
        return new UsageRef(eventId, rule.metricKey(), rule.id(), units);
    }
}
