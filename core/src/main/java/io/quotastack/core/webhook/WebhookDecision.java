package io.quotastack.core.webhook;

import java.util.List;

/**
 * All that follows from an input.
 *
 * @param changes rows, each at most once
 * @param outcome what became of the input
 */
public record WebhookDecision<T>(List<WebhookChange> changes, T outcome) {

    public WebhookDecision {
        changes = List.copyOf(changes);
    }

    static <T> WebhookDecision<T> unchanged(T outcome) {
        return new WebhookDecision<>(List.of(), outcome);
    }
}
