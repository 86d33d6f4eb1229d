package io.quotastack.api.tenant;

import java.util.List;
import java.util.Optional;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Caller;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Settings;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.ConfigViews;

/** What a tenant decided for an environment (CONTRACT 13): shown to and changed by the operator or the tenant's admin. */
public final class SettingsEndpoints {

    private static final String PATH = "/v1/tenants/{tenant_id}/config";

    /** A bucket can refill by one request a nanosecond at most. */
    private static final long MOST_REQUESTS = 1_000_000_000;
    private static final long MOST_WINDOW_SECONDS = 86_400;
    private static final long MOST_BACKDATE_DAYS = 3_650;

    private static final FieldType<OveragePolicy> OVERAGE_POLICY = FieldTypes.choice(OveragePolicy::text,
            OveragePolicy.values());
    private static final FieldType<Long> MILLICREDITS = FieldTypes.integer(0, Long.MAX_VALUE);
    private static final FieldType<Long> DAYS = FieldTypes.integer(0, MOST_BACKDATE_DAYS);
    private static final FieldType<Long> KEPT_DAYS = FieldTypes.integer(1, Settings.MOST_REFUSALS_KEPT_DAYS);
    private static final FieldType<Long> REQUESTS = FieldTypes.integer(1, MOST_REQUESTS);
    private static final FieldType<Long> SECONDS = FieldTypes.integer(1, MOST_WINDOW_SECONDS);
    private static final FieldType<RateLimit> RATE_LIMIT = FieldTypes.object(new RateLimit(1, 1),
            fields -> new RateLimit(fields.required("requests", REQUESTS),
                    fields.required("window_seconds", SECONDS)));

    private final Configurations configurations;
    private final WebhookFields webhooks;

    public SettingsEndpoints(Configurations configurations, WebhookParts webhooks) {
        this.configurations = configurations;
        this.webhooks = new WebhookFields(webhooks);
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.OPERATOR_OR_ADMIN, this::get),
                Route.patch(PATH, Access.OPERATOR_OR_ADMIN, this::update));
    }

    private Reply get(Request request) {
        Optional<Environment> environment = environment(request);
        request.refuseErrors();
        TenantEnvironment tenantEnvironment = tenantEnvironment(request, environment);
        return Rows.ok(
                ConfigViews.settings(tenantEnvironment, request.config().environment(tenantEnvironment).settings()));
    }

    private Reply update(Request request) {
        Fields body = request.body();
        Optional<Environment> environment = environment(request);
        Optional<OveragePolicy> overagePolicy = body.optional("default_overage_policy", OVERAGE_POLICY);
        Optional<Optional<Long>> lowBalanceThreshold = body.patch("low_balance_threshold", MILLICREDITS);
        Optional<Optional<RateLimit>> rateLimit = body.patch("rate_limit", RATE_LIMIT);
        Optional<Integer> backdateDays = body.optional("usage_backdate_days", DAYS).map(Math::toIntExact);
        Optional<Integer> refusalsKeptDays = body.optional("usage_refusals_kept_days", KEPT_DAYS)
                .map(Math::toIntExact);
        WebhookFields.Given given = webhooks.read(body, environment);
        request.refuseErrors(body);
        TenantEnvironment tenantEnvironment = tenantEnvironment(request, environment);
        return configurations.submit(request, new ConfigCommand.PatchSettings(tenantEnvironment, overagePolicy,
                lowBalanceThreshold, rateLimit, backdateDays, refusalsKeptDays,
                webhooks.sealed(given, tenantEnvironment)));
    }

    /** The operator says which environment; a tenant's key is for one, and may name no other. */
    private static Optional<Environment> environment(Request request) {
        boolean given = request.query().has("environment");
        Optional<Environment> named = request.query().choice("environment", Environment::text, Environment.values());
        return switch (request.caller()) {
            case Caller.Operator() -> {
                if (!given) {
                    request.query().at("environment").fault("is missing: live or test");
                }
                yield named;
            }
            case Caller.Tenant(var key) -> {
                Environment own = key.tenantEnvironment().environment();
                if (named.isPresent() && named.get() != own) {
                    request.query().at("environment").fault("must be that of the key, " + own.text());
                }
                yield Optional.of(own);
            }
        };
    }

    private static TenantEnvironment tenantEnvironment(Request request, Optional<Environment> environment) {
        return new TenantEnvironment(TenantOfPath.of(request).id(), environment.orElseThrow());
    }
}
