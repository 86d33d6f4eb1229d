/**
 * What usage costs and whether an account can bear it: one assessment for charges, holds, commits and entitlement checks
 * (CONTRACT 4, 6, 8).
 */
package io.quotastack.core.decide.charge;
