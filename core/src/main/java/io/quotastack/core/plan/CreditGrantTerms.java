package io.quotastack.core.plan;

import java.util.Optional;

/**
 * Credits that a variant grants again and again (CONTRACT 9).
 *
 * @param credits millicredits of one grant, at least 1
 * @param cadence how often; absent: every billing period
 * @param priority −1000…1000, lower burns first
 * @param rollover of blocks that end with their period; none of others
 * @param onTrial whether it grants during a trial too
 */
public record CreditGrantTerms(
        long credits,
        Optional<Cadence> cadence,
        GrantExpiry expires,
        int priority,
        Rollover rollover,
        boolean onTrial) {

    public CreditGrantTerms {
        if (credits < 1) {
            throw new IllegalArgumentException("a grant of " + credits);
        }
        if (cadence.isPresent() && !cadence.get().withinTenYears()) {
            throw new IllegalArgumentException("a grant every " + cadence.get());
        }
        if (rollover.percentage() > 0 && !expires.withThePeriod()) {
            throw new IllegalArgumentException("rollover of a block that expires " + expires);
        }
    }

    /** How often it grants on a variant with that billing period. */
    public Cadence cadenceIn(Cadence billingPeriod) {
        return cadence.orElse(billingPeriod);
    }
}
