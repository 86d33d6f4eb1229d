/** Reservations, active and ended. */
package io.quotastack.ledger.history.reservation;
