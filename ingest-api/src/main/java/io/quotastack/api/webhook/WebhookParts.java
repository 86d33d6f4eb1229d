package io.quotastack.api.webhook;

import io.quotastack.gateway.WebhookGateway;
import io.quotastack.schemas.secret.SecretBox;

/**
 * What the API needs for webhooks.
 *
 * @param secrets seals secrets before they leave the request
 * @param anyAddress whether the operator allows private addresses, and plain http in live
 */
public record WebhookParts(WebhookGateway gateway, SecretBox secrets, boolean anyAddress) {}
