/**
 * How nodes of one cluster call each other: the internal port, who owns which partition, and the form of what is said. A
 * call is answered by the node that owns what it is about, or not at all: nothing is forwarded twice.
 */
package io.quotastack.platform.transport;
