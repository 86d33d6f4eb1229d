package io.quotastack.webhook.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.internal.EndpointRow;
import io.quotastack.ledger.state.KeyRange;

/** What one partition keeps of the endpoints that its customers' events go to. */
public final class EndpointRows {

    private final KeyValueStore<Bytes, byte[]> store;

    public EndpointRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public Map<TenantEnvironment, EndpointHealth> all() {
        Map<TenantEnvironment, EndpointHealth> found = new HashMap<>();
        KeyRange range = WebhookKeys.endpoints();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(range.from(), range.to())) {
            rows.forEachRemaining(row -> found.put(WebhookKeys.worldOfEndpoint(row.key),
                    WebhookRows.health(WebhookRows.ENDPOINT.read(row.value))));
        }
        return found;
    }

    public void put(TenantEnvironment world, EndpointHealth health) {
        write(world, health, redatedAt(world));
    }

    /** The revival after which this partition's heads were made due; 0: none. */
    public long redatedAt(TenantEnvironment world) {
        return row(world).map(EndpointRow::getRedatedAt).orElse(0L);
    }

    public void putRedated(TenantEnvironment world, EndpointHealth health, long redatedAt) {
        write(world, health, redatedAt);
    }

    private void write(TenantEnvironment world, EndpointHealth health, long redatedAt) {
        store.put(WebhookKeys.endpoint(world), WebhookRows.ENDPOINT.write(WebhookRows.row(health, redatedAt)));
    }

    private Optional<EndpointRow> row(TenantEnvironment world) {
        return Optional.ofNullable(store.get(WebhookKeys.endpoint(world))).map(WebhookRows.ENDPOINT::read);
    }
}
