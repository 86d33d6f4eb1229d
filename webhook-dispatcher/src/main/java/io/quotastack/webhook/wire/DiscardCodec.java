package io.quotastack.webhook.wire;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DeliveryPlace;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.Discarded;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.internal.DeliveryPlaceRecord;
import io.quotastack.internal.DiscardedRecord;
import io.quotastack.internal.DiscardJobRecord;

/** Deliveries that were discarded, and discards of ranges under way. */
public final class DiscardCodec {

    private DiscardCodec() {}

    public static Discarded read(DiscardedRecord mark) {
        return new Discarded(Instant.ofEpochMilli(mark.getAt()), mark.getBy(),
                Optional.ofNullable(mark.getDiscardId()));
    }

    public static DiscardedRecord write(Discarded mark) {
        return new DiscardedRecord(mark.at().toEpochMilli(), mark.by(), mark.discardId().orElse(null));
    }

    public static DiscardJob read(DiscardJobRecord discard) {
        TenantEnvironment tenantEnvironment = TenantEnvironment
                .parse(discard.getTenantId() + "/" + discard.getEnvironment());
        var scope = new JobScope(discard.getDiscardId(), tenantEnvironment, Instant.ofEpochMilli(discard.getFrom()),
                Instant.ofEpochMilli(discard.getTo()), Optional.ofNullable(discard.getTypes()),
                Optional.ofNullable(discard.getCustomerId()).map(UUID::fromString));
        return new DiscardJob(scope, discard.getStatuses().stream().map(DiscardCodec::status).toList(), discard.getBy(),
                Instant.ofEpochMilli(discard.getRequestedAt()),
                Optional.ofNullable(discard.getAfter())
                        .map(place -> new DeliveryPlace(Instant.ofEpochMilli(place.getCreatedAt()),
                                new DeliveryKey(new CustomerKey(tenantEnvironment,
                                        UUID.fromString(place.getCustomerId())), place.getOrdinal()))));
    }

    public static DiscardJobRecord write(DiscardJob discard) {
        JobScope scope = discard.scope();
        TenantEnvironment tenantEnvironment = scope.tenantEnvironment();
        return new DiscardJobRecord(scope.id(), tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), scope.from().toEpochMilli(), scope.to().toEpochMilli(),
                scope.types().orElse(null), scope.customerId().map(UUID::toString).orElse(null),
                texts(discard.statuses()), discard.by(), discard.requestedAt().toEpochMilli(),
                discard.after()
                        .map(place -> new DeliveryPlaceRecord(place.createdAt().toEpochMilli(),
                                place.key().customer().customerId().toString(), place.key().ordinal()))
                        .orElse(null));
    }

    static List<String> texts(Collection<DeliveryStatus> statuses) {
        return statuses.stream().sorted().map(DeliveryStatus::text).toList();
    }

    /** Throws IllegalArgumentException when it is none. */
    public static DeliveryStatus status(String text) {
        return Arrays.stream(DeliveryStatus.values()).filter(status -> status.text().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no status of a delivery: " + text));
    }
}
