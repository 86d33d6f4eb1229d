/**
 * The way out: what is sent, how it is signed, which addresses it may go to, and how an attempt ends (CONTRACT 10). Runs on
 * virtual threads, away from the stream threads; knows nothing of queues.
 */
package io.quotastack.webhook.send;
