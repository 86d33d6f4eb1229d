/** Traces of a process, sent to a collector over OpenTelemetry's protocol. */
package io.quotastack.nodes.trace;
