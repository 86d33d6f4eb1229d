/**
 * The two doors between HTTP and what is behind it: accounts and configuration. Answers pass through them finished, so that
 * HTTP knows nothing of accounts, and accounts nothing of HTTP but the status and the request's name.
 */
package io.quotastack.gateway;
