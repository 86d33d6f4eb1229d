/**
 * Blocks of credits (CONTRACT 3): their unchanging terms, what is left in them, their place in the burn-down, their
 * status at an instant. From the instant a block expires its credits cannot be spent: {@code expires_at} is excluded.
 */
package io.quotastack.core.credit;
