/** Reservations: made, extended, committed, released, and what happens at the end of their time (CONTRACT 7). */
package io.quotastack.core.decide.reservation;
