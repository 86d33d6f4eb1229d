/** The tenant's side of webhooks: an endpoint that costs next to nothing. */
package io.quotastack.bench.webhook;
