/**
 * The gateways between HTTP and what is behind it: accounts, configuration, webhooks. Answers pass through them
 * finished, so that HTTP knows nothing of accounts, and accounts nothing of HTTP but the status and the request's name.
 * What all of them are to the process that runs them is an {@link io.quotastack.gateway.App}.
 */
package io.quotastack.gateway;
