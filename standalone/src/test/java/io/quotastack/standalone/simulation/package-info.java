/**
 * The product on one thread, with a log, a clock, a disk and a network that a seed rules. What decides, books, answers and
 * reads is the product's own code: the HTTP pipeline, the processor that decides, its rows, the ticker, the reads, history.
 * What it stands on is simulated, and fails as the real one may: nodes are killed between any two steps, cut off, and come
 * back as zombies; appends and answers are lost after they took effect; clocks step; disks are full.
 *
 * <p>Begin with {@link io.quotastack.standalone.simulation.Simulation}; what must hold stands in
 * {@link io.quotastack.standalone.simulation.LedgerAudit} and {@link io.quotastack.standalone.simulation.AnswerAudit}.
 */
package io.quotastack.standalone.simulation;
