package io.quotastack.webhook.wire;

import java.time.Instant;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.internal.DisabledEndpointRecord;
import io.quotastack.internal.EndpointDisabledRecord;

/** Endpoints that were disabled. */
public final class DisabledCodec {

    private DisabledCodec() {}

    public static DisabledEndpoint read(DisabledEndpointRecord mark) {
        return new DisabledEndpoint(mark.getOnSince(), Instant.ofEpochMilli(mark.getAt()), mark.getReason());
    }

    public static DisabledEndpointRecord write(DisabledEndpoint mark) {
        return new DisabledEndpointRecord(mark.onSince(), mark.at().toEpochMilli(), mark.reason());
    }

    public static TenantEnvironment environment(EndpointDisabledRecord disabled) {
        return TenantEnvironment.parse(disabled.getTenantId() + "/" + disabled.getEnvironment());
    }

    public static EndpointDisabledRecord write(TenantEnvironment tenantEnvironment, DisabledEndpoint mark) {
        return new EndpointDisabledRecord(tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), write(mark));
    }
}
