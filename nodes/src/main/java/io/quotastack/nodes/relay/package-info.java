/** Several nodes behind one port, where no load balancer is at hand. */
package io.quotastack.nodes.relay;
