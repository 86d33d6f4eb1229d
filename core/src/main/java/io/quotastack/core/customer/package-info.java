/**
 * Who an account belongs to (CONTRACT 2), and ids that lead to their place: a customer's id derives from the tenant's own
 * name for it, ids of blocks, entries and events from the customer's id and an ordinal. Nothing is looked up.
 */
package io.quotastack.core.customer;
