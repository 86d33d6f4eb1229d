package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.events.MovedEnd;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.ledger.view.SubscriptionTransitionView;
import io.quotastack.schemas.json.Json;

/**
 * What became of a subscription once, as the log has it.
 *
 * @param ordinal of the subscription
 * @param sequence of the customer event of it
 * @param movedEnds of blocks, by ordinal; an empty one: no end for now
 * @param afterSequence of the customer's last ledger entry before it; absent: it was not noted yet
 * @param beginsAt when the subscription begins by itself; absent once it has begun, too
 */
public record LoggedChange(
        CustomerKey customer,
        long ordinal,
        long sequence,
        Instant occurredAt,
        Map<Long, Optional<Instant>> movedEnds,
        OptionalLong afterSequence,
        Optional<Instant> beginsAt,
        SubscriptionTransitionView view) {

    /** What rules of plans and variants went by, from when it had begun. */
    public Optional<Subscribed> subscribed() {
        JsonNode subscription = view.subscription();
        var status = SubscriptionStatus.valueOf(subscription.path("status").asText().toUpperCase(Locale.ROOT));
        return status.ended() || (status == SubscriptionStatus.SCHEDULED && beginsAt.isEmpty())
                ? Optional.empty()
                : Optional.of(Subscribed.to(subscription.path("plan_id").asText(),
                        subscription.path("plan_variant_id").asText()));
    }

    static LoggedChange of(SubscriptionChange change) {
        var tenantEnvironment = new TenantEnvironment(UUID.fromString(change.getTenantId()),
                Environment.valueOf(change.getEnvironment().toUpperCase(Locale.ROOT)));
        Map<Long, Optional<Instant>> movedEnds = new HashMap<>();
        for (MovedEnd moved : change.getMovedEnds()) {
            movedEnds.put(ordinal(ResourceId.Kind.BLOCK, moved.getBlockId()),
                    Optional.ofNullable(moved.getExpiresAt()));
        }
        return new LoggedChange(new CustomerKey(tenantEnvironment, UUID.fromString(change.getCustomerId())),
                ordinal(ResourceId.Kind.SUBSCRIPTION, change.getSubscriptionId()), change.getSequence(),
                change.getOccurredAt(), movedEnds,
                change.getAfterSequence() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(change.getAfterSequence()),
                Optional.ofNullable(change.getBeginsAt()),
                new SubscriptionTransitionView(change.getId(), change.getType(), change.getOccurredAt(),
                        change.getSequence(), change.getCause(), json(change.getSubscription())));
    }

    private static long ordinal(ResourceId.Kind kind, String id) {
        return ResourceId.parse(kind, id)
                .orElseThrow(() -> new IllegalArgumentException("not the id of a " + kind + ": " + id)).ordinal();
    }

    private static JsonNode json(String object) {
        try {
            return Json.MAPPER.readTree(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a subscription", e);
        }
    }
}
