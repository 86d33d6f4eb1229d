/**
 * The JSON of answers about accounts: members in the order and under the names that clients read, nothing computed.
 */
package io.quotastack.ledger.view;
