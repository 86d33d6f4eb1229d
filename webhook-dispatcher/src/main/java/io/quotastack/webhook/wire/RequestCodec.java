package io.quotastack.webhook.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.internal.DeliveryRequestRecord;
import io.quotastack.internal.DiscardDeliveryRecord;
import io.quotastack.internal.DiscardRangeRecord;
import io.quotastack.internal.IdempotencyRecord;
import io.quotastack.internal.ReplayRecord;
import io.quotastack.internal.RetryDeliveryRecord;
import io.quotastack.internal.SendTestRecord;

/** What tenants ask of their deliveries. */
public final class RequestCodec {

    private RequestCodec() {}

    /** Throws IllegalArgumentException when it asks for nothing known. */
    public static DeliveryRequest read(CustomerKey owner, DeliveryRequestRecord request) {
        IdempotencyRecord idempotency = request.getIdempotency();
        return new DeliveryRequest(request.getRequestId(), owner.tenantEnvironment(),
                new Idempotency(idempotency.getKey(), idempotency.getFingerprint(), idempotency.getInstance()),
                request.getConfigVersion(), action(owner, request.getAction()));
    }

    private static DeliveryRequest.Action action(CustomerKey owner, Object action) {
        return switch (action) {
            case RetryDeliveryRecord retry -> new DeliveryRequest.RetryDelivery(
                    new ResourceId(ResourceId.Kind.DELIVERY, owner.customerId(), retry.getDelivery()));
            case SendTestRecord test -> new DeliveryRequest.SendTest();
            case ReplayRecord replay -> new DeliveryRequest.Replay(Instant.ofEpochMilli(replay.getFrom()),
                    Optional.ofNullable(replay.getTo()).map(Instant::ofEpochMilli),
                    Optional.ofNullable(replay.getTypes()).map(Set::copyOf), Optional
                            .ofNullable(replay.getCustomerId()).map(id -> new CustomerKey(owner.tenantEnvironment(),
                                    UUID.fromString(id))));
            case DiscardDeliveryRecord discard -> new DeliveryRequest.DiscardDelivery(
                    new ResourceId(ResourceId.Kind.DELIVERY, owner.customerId(), discard.getDelivery()),
                    discard.getBy());
            case DiscardRangeRecord range -> new DeliveryRequest.DiscardRange(Instant.ofEpochMilli(range.getFrom()),
                    Optional.ofNullable(range.getTo()).map(Instant::ofEpochMilli),
                    Optional.ofNullable(range.getTypes()).map(Set::copyOf),
                    Optional.ofNullable(range.getCustomerId()).map(id -> new CustomerKey(owner.tenantEnvironment(),
                            UUID.fromString(id))),
                    range.getStatuses().stream().map(DiscardCodec::status).collect(Collectors.toSet()),
                    range.getBy());
            default -> throw new IllegalArgumentException("no such action: " + action.getClass().getName());
        };
    }

    public static DeliveryRequestRecord write(DeliveryRequest request) {
        Idempotency idempotency = request.idempotency();
        return new DeliveryRequestRecord(request.requestId(),
                new IdempotencyRecord(idempotency.key(), idempotency.fingerprint(), idempotency.instance()),
                request.configVersion(), action(request.action()));
    }

    private static Object action(DeliveryRequest.Action action) {
        return switch (action) {
            case DeliveryRequest.RetryDelivery(var delivery) -> new RetryDeliveryRecord(delivery.ordinal());
            case DeliveryRequest.SendTest() -> new SendTestRecord();
            case DeliveryRequest.DiscardDelivery(var delivery, var by) -> new DiscardDeliveryRecord(
                    delivery.ordinal(), by);
            case DeliveryRequest.DiscardRange range -> new DiscardRangeRecord(range.from().toEpochMilli(),
                    range.to().map(Instant::toEpochMilli).orElse(null),
                    range.types().map(types -> types.stream().sorted().toList()).orElse(null),
                    range.customer().map(CustomerKey::customerId).map(Object::toString).orElse(null),
                    DiscardCodec.texts(range.statuses()), range.by());
            case DeliveryRequest.Replay replay -> new ReplayRecord(replay.from().toEpochMilli(),
                    replay.to().map(Instant::toEpochMilli).orElse(null),
                    replay.types().map(types -> types.stream().sorted().toList()).orElse(null),
                    replay.customer().map(CustomerKey::customerId).map(Object::toString).orElse(null));
        };
    }
}
