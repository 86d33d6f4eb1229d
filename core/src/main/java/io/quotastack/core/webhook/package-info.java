/**
 * Webhooks (CONTRACT 10). What becomes of deliveries is decided here, by pure functions on one partition's state, an input
 * and the time: the deciders, one for each kind of input, yield the rows that change. {@link DeliveryScheduler} says what
 * is sent next. Storing, sending and waking are the webhook-dispatcher's.
 *
 * <pre>
 * event ──▶ delivery at the end of its customer's queue ──▶ head ──▶ due ──▶ batch ──▶ attempts
 *                                                            ▲                           │
 *                                                            └── failed: after its delay ┘── delivered, dead: the next one
 * </pre>
 */
package io.quotastack.core.webhook;
