/**
 * The task that keeps the queues: takes events in, lets heads go when they are due and their endpoint takes them, and
 * applies what became of attempts. One writer to each partition, in one transaction with the offsets.
 */
package io.quotastack.webhook.process;
