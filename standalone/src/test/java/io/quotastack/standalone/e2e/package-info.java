/** The real process, driven from outside: over HTTP and Kafka, with SIGTERM and SIGKILL. */
package io.quotastack.standalone.e2e;
