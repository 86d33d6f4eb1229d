/**
 * Subscriptions (CONTRACT 9): what a customer is on, as a state machine that time and the tenant move.
 *
 * <pre>
 *   scheduled ──▶ trialing | active
 *   trialing ───▶ active | overdue
 *   active ⇄ overdue ──▶ expired
 *   active ⇄ paused
 *   any of these ──▶ canceled
 * </pre>
 *
 * A {@link io.quotastack.core.subscription.Subscription} is a live one; what is expired or canceled is none any more. Its
 * {@link io.quotastack.core.subscription.Phase} has what belongs to one status alone, so that a grace period without being
 * overdue, or an end of a trial without a trial, cannot be written. Who moves it is up to {@code core.decide}.
 */
package io.quotastack.core.subscription;
