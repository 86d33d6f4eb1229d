/** One node of the dispatcher, put together: the task, the sender, the log of outcomes and orders, the reads. */
package io.quotastack.webhook.node;
