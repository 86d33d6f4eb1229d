/** Deliveries for other nodes: what the owner of a partition answers at its internal port, and the gateway that asks it. */
package io.quotastack.webhook.remote;
