/**
 * How an app of Kafka Streams is set up, started, watched and stopped, and how one looks for what is due.
 */
package io.quotastack.platform.app;
