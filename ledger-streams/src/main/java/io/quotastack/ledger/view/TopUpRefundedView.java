package io.quotastack.ledger.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The answer to a payment that went back (CONTRACT 8); amounts are millicredits.
 *
 * @param takenBack by this call, of what was left and not held
 * @param used what was spent of it in all
 * @param held what holds keep of it
 * @param clawedBack by this call, of what was used
 */
public record TopUpRefundedView(
        @JsonUnwrapped CreditsWrittenView written,
        long takenBack,
        long used,
        long held,
        long clawedBack) {}
