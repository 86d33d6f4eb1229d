/**
 * One node of the dispatcher, put together: the task, the sender, the timer, the log of what happens outside of the task,
 * the reads.
 */
package io.quotastack.webhook.node;
