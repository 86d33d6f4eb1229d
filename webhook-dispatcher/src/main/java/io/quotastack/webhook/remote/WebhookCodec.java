package io.quotastack.webhook.remote;

import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.internal.DeliveryRequestRecord;
import io.quotastack.platform.transport.GatewayCodec;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;
import io.quotastack.webhook.wire.RequestCodec;
import io.quotastack.webhook.wire.WebhookCommands;

/** All that dispatchers are asked between nodes. Requests have the form that they have in the log. */
final class WebhookCodec {

    private WebhookCodec() {}

    record OneDelivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {}

    record ListOf(ListQuery.Deliveries query, KeysetPage stretch, Set<Integer> partitions) {}

    static byte[] request(DeliveryRequest request) {
        return new WireWriter().customer(request.owner()).bytes(WebhookCommands.write(RequestCodec.write(request)))
                .toBytes();
    }

    static DeliveryRequest request(byte[] bytes) {
        return WireReader.read(bytes, from -> {
            CustomerKey owner = from.customer();
            return WebhookCommands.read(from.bytes()) instanceof DeliveryRequestRecord record
                    ? RequestCodec.read(owner, record)
                    : notARequest();
        });
    }

    private static DeliveryRequest notARequest() {
        throw new IllegalArgumentException("another command than a request");
    }

    static byte[] delivery(OneDelivery one) {
        var to = new WireWriter().environment(one.tenantEnvironment()).text(one.deliveryId());
        GatewayCodec.write(to, one.request());
        return to.toBytes();
    }

    static OneDelivery delivery(byte[] bytes) {
        return WireReader.read(bytes,
                from -> new OneDelivery(from.environment(), from.text(), GatewayCodec.context(from)));
    }

    static byte[] list(ListOf list) {
        ListQuery.Deliveries query = list.query();
        var to = new WireWriter().environment(query.tenantEnvironment())
                .optional(query.status(), WireWriter::constant).optional(query.customer(), WireWriter::customer)
                .optional(query.type(), WireWriter::text);
        GatewayCodec.write(to, list.stretch());
        return to.list(new ArrayList<>(new TreeSet<>(list.partitions())), WireWriter::count).toBytes();
    }

    static ListOf list(byte[] bytes) {
        return WireReader.read(bytes,
                from -> new ListOf(
                        new ListQuery.Deliveries(from.environment(),
                                from.optional(status -> status.constant(DeliveryStatus.class)),
                                from.optional(WireReader::customer), from.optional(WireReader::text)),
                        GatewayCodec.stretch(from), Set.copyOf(from.list(WireReader::count))));
    }
}
