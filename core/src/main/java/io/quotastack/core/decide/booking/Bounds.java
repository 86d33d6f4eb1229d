package io.quotastack.core.decide.booking;

/**
 * How much one decision may do, so that nobody's account holds up the customers behind it for long. Booking one thing that
 * is due costs as much as the entries that it makes, at least 1; deciding an event that waits, one more for each further
 * line and for each KiB of metadata.
 *
 * @param slice what a command books of what is due before it is decided, and of what it makes due
 * @param tick what a tick books or decides of what waits
 * @param beside what an accepted event lets go ahead of it, of those that wait
 * @param waiting so many accepted events of a customer may wait; what comes beyond is refused
 */
public record Bounds(int slice, int tick, int beside, int waiting) {

    public static final Bounds USUAL = new Bounds(2_000, 500, 20, 10_000);
}
