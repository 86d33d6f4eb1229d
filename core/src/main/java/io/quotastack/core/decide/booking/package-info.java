/**
 * One decision in the making, whatever it is about: its context, the entries that it books, the events that it emits, and
 * what comes of it.
 */
package io.quotastack.core.decide.booking;
