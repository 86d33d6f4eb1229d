/** Traces of what is done for a request, from its arrival to its commit and its webhook; off unless the process is told to. */
package io.quotastack.gateway.trace;
