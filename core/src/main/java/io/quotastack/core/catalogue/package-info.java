/**
 * What a tenant sells credits as (CONTRACT 8). The configuration keeps it; granting what was sold is the account's
 * business.
 */
package io.quotastack.core.catalogue;
