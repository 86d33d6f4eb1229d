/** The Kafka broker of the one process: the real one, in process, on loopback. */
package io.quotastack.standalone.broker;
