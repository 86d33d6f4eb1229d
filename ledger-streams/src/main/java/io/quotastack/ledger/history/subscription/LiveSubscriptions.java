package io.quotastack.ledger.history.subscription;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.config.Config;
import io.quotastack.core.decide.ProjectedAccount;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.ledger.view.SubscriptionView;
import io.quotastack.schemas.json.Json;

/**
 * The subscriptions of a customer that are not as history has them, from one moment of the live account: the live one,
 * and those that what is due by then, and not written yet, did something to.
 *
 * @param made how many subscriptions there ever were
 * @param views by ordinal, as answered
 */
public record LiveSubscriptions(long made, Map<Long, JsonNode> views) {

    /** Those of a customer; none of one that is not there. */
    public static LiveSubscriptions of(AccountState stored, Config.EnvironmentConfig environmentConfig, Instant now) {
        return of(ProjectedAccount.reading(stored, now, environmentConfig), environmentConfig);
    }

    /** As they were when the last decision was written. */
    public static LiveSubscriptions asWritten(AccountState stored, Config.EnvironmentConfig environmentConfig) {
        return of(new ProjectedAccount.Reading(stored, List.of()), environmentConfig);
    }

    private static LiveSubscriptions of(ProjectedAccount.Reading reading, Config.EnvironmentConfig environmentConfig) {
        AccountState state = reading.state();
        Map<Long, JsonNode> views = new HashMap<>();
        for (CustomerEvent event : reading.pending()) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                views.put(moved.subscription().subscription().ordinal(), view(state, moved.subscription()));
            }
        }
        state.subscription()
                .ifPresent(live -> views.put(live.ordinal(), view(state, snapshot(live, environmentConfig))));
        return new LiveSubscriptions(state.account().map(Account::subscriptionsMade).orElse(0L), views);
    }

    private static SubscriptionSnapshot snapshot(Subscription live, Config.EnvironmentConfig environmentConfig) {
        return SubscriptionSnapshot.of(live, environmentConfig
                .variantVersion(live.variant().variantId(), live.variant().version())
                .orElseThrow(() -> new IllegalStateException("no terms " + live.variant())));
    }

    private static JsonNode view(AccountState state, SubscriptionSnapshot snapshot) {
        return Json.MAPPER.valueToTree(
                SubscriptionView.of(state.key(), state.customer().orElseThrow().externalId(), snapshot));
    }

    /** The subscription, unless it is history's. */
    public Optional<JsonNode> view(long ordinal) {
        return Optional.ofNullable(views.get(ordinal));
    }
}
