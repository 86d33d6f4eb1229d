/**
 * What one environment may put in front of everybody. The log is decided in its order, so what stands in it holds up all
 * that comes after it: what may stand there undecided is bounded before it is appended, by the time that deciding it takes.
 */
package io.quotastack.ledger.share;
