/**
 * The configuration: tenants, API keys, settings, metrics and rules, what is sold (CONTRACT 4, 8, 9 and 13), as one immutable snapshot with a
 * version ({@link io.quotastack.core.tenant.Config}), and the decisions that change it
 * ({@link io.quotastack.core.tenant.ConfigDecider}). What was archived or revoked stays so; a metric's key is taken for
 * ever, since the ledger names metrics by it.
 */
package io.quotastack.core.tenant;
