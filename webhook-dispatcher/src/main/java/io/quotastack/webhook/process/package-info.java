/**
 * The task that keeps the queues of one partition: one handler for each kind of record asks the core what follows, writes
 * the rows and sends what is due. One writer to each partition, in one transaction with the offsets. A timer beside it
 * wakes the task when something is due.
 */
package io.quotastack.webhook.process;
