/**
 * Plans, their variants and their calendar (CONTRACT 9), immutable: what a subscription may be on, not what becomes of
 * one. A variant has versions that stay as they are, since a subscription keeps the one it started with; a plan's
 * features are those of its newest version for all of its subscriptions.
 *
 * <p>{@link io.quotastack.core.plan.AnchoredPeriods} tells when periods begin; what happens then is the subscription's
 * business.
 */
package io.quotastack.core.plan;
