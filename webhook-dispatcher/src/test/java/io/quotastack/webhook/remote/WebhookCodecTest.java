package io.quotastack.webhook.remote;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.platform.store.GoldenRecords;

class WebhookCodecTest {

    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final CustomerKey ANN = new CustomerKey(ACME, new UUID(3, 4));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String DELIVERY = new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 3).toString();

    private static final GoldenRecords<DeliveryRequest> REQUESTS = GoldenRecords.binary(
            "/formats/internal-delivery-requests.txt",
            List.of(request(
                    new DeliveryRequest.RetryDelivery(new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 3))),
                    request(new DeliveryRequest.SendTest()),
                    request(new DeliveryRequest.Replay(NOON, Optional.of(NOON.plusSeconds(60)),
                            Optional.of(Set.of("credit.granted", "credit.expired")), Optional.of(ANN))),
                    request(new DeliveryRequest.DiscardDelivery(
                            new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 3), "key_1")),
                    request(new DeliveryRequest.DiscardRange(NOON, Optional.of(NOON.plusSeconds(60)),
                            Optional.of(Set.of("credit.granted")), Optional.of(ANN),
                            Set.of(DeliveryStatus.PENDING, DeliveryStatus.DEAD), "key_1"))),
            request -> request.action().getClass().getSimpleName(), WebhookCodec::request, WebhookCodec::request);

    private static final GoldenRecords<WebhookCodec.OneDelivery> DELIVERIES = GoldenRecords.binary(
            "/formats/internal-deliveries.txt",
            List.of(new WebhookCodec.OneDelivery(ACME, DELIVERY,
                    new RequestContext("req_1", "/v1/webhook-deliveries"))),
            one -> "Delivery", WebhookCodec::delivery, WebhookCodec::delivery);

    private static final GoldenRecords<WebhookCodec.ListOf> LISTS = GoldenRecords.binary(
            "/formats/internal-delivery-lists.txt",
            List.of(new WebhookCodec.ListOf(
                    new ListQuery.Deliveries(ACME, Optional.empty(), Optional.empty(), Optional.empty()),
                    new KeysetPage(Optional.empty(), 200), Set.of(3, 1)),
                    new WebhookCodec.ListOf(
                            new ListQuery.Deliveries(ACME, Optional.of(DeliveryStatus.DEAD), Optional.of(ANN),
                                    Optional.of("credit.granted")),
                            new KeysetPage(Optional.of(SortKey.of(7)), 1), Set.of(2))),
            list -> "List", WebhookCodec::list, WebhookCodec::list);

    private static DeliveryRequest request(DeliveryRequest.Action action) {
        return new DeliveryRequest("req_1", ACME, new Idempotency("key-1", "print", "/v1/webhooks/x"), 12, action);
    }

    @Test
    void allThatIsAskedHasTheBytesThatItEverHad() {
        REQUESTS.check();
        REQUESTS.checkReading();
        DELIVERIES.check();
        DELIVERIES.checkReading();
        LISTS.check();
        LISTS.checkReading();
    }

    @Test
    void everyKindOfRequestHasAnExample() {
        REQUESTS.checkKinds(Arrays.stream(DeliveryRequest.Action.class.getPermittedSubclasses())
                .map(Class::getSimpleName).toList());
    }
}
