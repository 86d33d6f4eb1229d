/** Answers questions about deliveries from the store of the task that keeps them. */
package io.quotastack.webhook.read;
