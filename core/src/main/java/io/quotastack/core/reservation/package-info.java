/**
 * Reservations (CONTRACT 7): credits held for a job that is not finished yet. A {@link io.quotastack.core.reservation.Reservation}
 * is an active one; what has ended is not a hold any more and leaves only its
 * {@link io.quotastack.core.reservation.ReservationEnd}, so that committing a released one cannot be written.
 */
package io.quotastack.core.reservation;
