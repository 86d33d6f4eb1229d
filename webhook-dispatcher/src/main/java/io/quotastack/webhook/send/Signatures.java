package io.quotastack.webhook.send;

import java.util.List;
import java.util.stream.Collectors;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;

/** Signs by the Standard Webhooks: one signature for each secret in force, {@code v1,…} separated by spaces. */
final class Signatures {

    private Signatures() {}

    /** @param timestamp of the attempt, in seconds */
    static String of(List<byte[]> secrets, String webhookId, long timestamp, String body) {
        return secrets.stream().map(secret -> sign(secret, webhookId, timestamp, body))
                .collect(Collectors.joining(" "));
    }

    private static String sign(byte[] secret, String webhookId, long timestamp, String body) {
        try {
            return new Webhook(secret).sign(webhookId, timestamp, body);
        } catch (WebhookSigningException | EmptyWebhookSecretException e) {
            throw new IllegalStateException("the secret does not sign", e);
        }
    }
}
