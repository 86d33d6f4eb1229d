/**
 * What the dispatcher keeps: queues of deliveries, whose turn it is and when, how attempts ended. One store, so that
 * a transaction touches one changelog partition.
 */
package io.quotastack.webhook.state;
