/**
 * Webhooks as the domain sees them (CONTRACT 10): what may be asked of them, when a delivery is tried again, and when an
 * endpoint counts as dead. Pure; the sending is the webhook-dispatcher's.
 */
package io.quotastack.core.webhook;
