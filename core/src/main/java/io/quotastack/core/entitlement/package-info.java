/**
 * Can this customer afford this? (CONTRACT 6). Yes exactly when a charge decided at that instant would be booked: the check
 * asks the rules of a charge and has none of its own.
 */
package io.quotastack.core.entitlement;
