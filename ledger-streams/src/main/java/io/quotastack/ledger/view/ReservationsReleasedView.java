package io.quotastack.ledger.view;

/**
 * The answer to a release of many reservations (CONTRACT 7).
 *
 * @param releasedCredits millicredits that they had held
 * @param remaining how many are still active
 */
public record ReservationsReleasedView(int released, long releasedCredits, int remaining) {}
