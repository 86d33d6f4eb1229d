/**
 * What an app of the product is; how one of Kafka Streams is set up, started, watched and stopped.
 */
package io.quotastack.platform.app;
