/**
 * The configuration of all tenants as one immutable snapshot with a version ({@link io.quotastack.core.config.Config}), the
 * commands that change it and the changes they make. What was archived or revoked stays so; a metric's key is taken for
 * ever, since the ledger names metrics by it.
 */
package io.quotastack.core.config;
