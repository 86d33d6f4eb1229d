/**
 * How an app of Kafka Streams is set up, started, watched and stopped.
 */
package io.quotastack.platform.app;
