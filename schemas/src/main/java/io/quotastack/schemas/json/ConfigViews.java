package io.quotastack.schemas.json;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.text.JsonPointer;

/**
 * The configuration as clients see it (CONTRACT 4 and 13): one rendering for the answers of writes, which the deciding
 * task gives, and for reads, which every node gives from its snapshot. {@link Json#MAPPER} writes these records. Rules
 * have their own page, {@link RuleJson}.
 *
 * <p>A key is rendered as already shown ({@code "key": null, "key_shown": true}): whoever made it puts the plaintext in
 * on its way out, once, so that it is kept nowhere.
 */
public final class ConfigViews {

    /** In place of a secret that is set. */
    private static final String MASKED_SECRET = "whsec_********";

    private ConfigViews() {}

    public record MetricView(
            String key,
            String name,
            Optional<String> description,
            String eventType,
            Optional<String> unitsPointer,
            SortedMap<String, String> dimensionPointers,
            List<String> dimensions,
            Instant createdAt,
            Optional<Instant> archivedAt) {
        public MetricView {
            dimensionPointers = Collections.unmodifiableSortedMap(new TreeMap<>(dimensionPointers));
            dimensions = List.copyOf(dimensions);
        }
    }

    public static MetricView metric(Metric metric) {
        var pointers = new TreeMap<String, String>();
        metric.mapping().dimensions().forEach((name, pointer) -> pointers.put(name, pointer.toString()));
        return new MetricView(metric.key(), metric.name(), metric.description(), metric.eventType(),
                metric.mapping().units().map(JsonPointer::toString), pointers, metric.dimensions().names(),
                metric.createdAt(), metric.archivedAt());
    }

    public record TenantView(UUID tenantId, String name, Instant createdAt) {}

    public static TenantView tenant(Tenant tenant) {
        return new TenantView(tenant.id(), tenant.name(), tenant.createdAt());
    }

    /** The answer to the creation of a tenant: with its first key in each environment. */
    public record NewTenantView(
            UUID tenantId,
            String name,
            Instant createdAt,
            FirstKeyView liveKey,
            FirstKeyView testKey) {}

    public record FirstKeyView(String id, String prefix, Optional<String> key, boolean keyShown) {}

    public static NewTenantView newTenant(Tenant tenant, NewKey liveKey, NewKey testKey) {
        return new NewTenantView(tenant.id(), tenant.name(), tenant.createdAt(), firstKey(liveKey), firstKey(testKey));
    }

    private static FirstKeyView firstKey(NewKey key) {
        return new FirstKeyView(key.id(), key.prefix(), Optional.empty(), true);
    }

    /** A key as listed. Its scopes stand in the order of {@link Scope}; none: everything in its environment. */
    public record ApiKeyView(
            String id,
            String name,
            String prefix,
            String environment,
            List<String> scopes,
            Instant createdAt,
            Optional<Instant> lastUsedAt,
            Optional<Instant> revokedAt,
            Optional<String> key,
            boolean keyShown) {
        public ApiKeyView {
            scopes = List.copyOf(scopes);
        }
    }

    public static ApiKeyView apiKey(ApiKey key) {
        List<String> scopes = Arrays.stream(Scope.values()).filter(key.scopes()::contains).map(Scope::text).toList();
        return new ApiKeyView(key.id(), key.name(), key.prefix(), key.tenantEnvironment().environment().text(), scopes,
                key.createdAt(), key.lastUsedAt(), key.revokedAt(), Optional.empty(), true);
    }

    /** The settings of one environment; without a rate limit it is off. */
    public record SettingsView(
            UUID tenantId,
            String environment,
            String defaultOveragePolicy,
            Optional<Long> lowBalanceThreshold,
            Optional<RateLimit> rateLimit,
            int usageBackdateDays,
            long usageRefusalsKeptDays,
            Optional<String> webhookUrl,
            Optional<String> webhookSecret,
            Optional<List<String>> webhookEvents) {}

    public static SettingsView settings(TenantEnvironment tenantEnvironment, Settings settings) {
        return new SettingsView(tenantEnvironment.tenantId(), tenantEnvironment.environment().text(),
                settings.defaultOveragePolicy().text(),
                settings.lowBalanceThreshold(), settings.rateLimit(), settings.usageBackdateDays(),
                settings.usageRefusalsKept().toDays(),
                settings.webhooks().url(), settings.webhooks().secret().map(secret -> MASKED_SECRET),
                settings.webhooks().events());
    }
}
