package io.quotastack.schemas.json;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.VariantTerms;

/** Plans and their variants as clients see them (CONTRACT 9). {@link Json#MAPPER} writes these records. */
public final class PlanViews {

    private PlanViews() {}

    /** A plan's newest version. */
    public record PlanView(
            String id,
            String key,
            int version,
            String name,
            Optional<String> description,
            Map<String, Object> features,
            Instant createdAt,
            Instant updatedAt) {}

    public static PlanView plan(Plan plan) {
        Map<String, Object> features = new TreeMap<>();
        plan.features().forEach((key, feature) -> features.put(key, value(feature)));
        return new PlanView(plan.id(), plan.key(), plan.version(), plan.name(), plan.description(), features,
                plan.createdAt(), plan.updatedAt());
    }

    /** A version of a variant. */
    public record VariantView(
            String id,
            String planId,
            String key,
            int version,
            String billingMode,
            String interval,
            int intervalCount,
            Optional<Long> price,
            Optional<String> currency,
            int trialDays,
            int renewalDueDays,
            int gracePeriodDays,
            boolean allowUsageWhileOverdue,
            boolean allowUsageWhilePaused,
            Optional<String> overagePolicy,
            Optional<Long> overageLimit,
            List<CreditGrantView> creditGrants,
            Optional<SortedSet<String>> metrics,
            Optional<ContractTerms> contract,
            Optional<String> fallbackVariantId,
            Optional<List<Map<String, Object>>> alerts,
            Optional<List<Map<String, Object>>> caps,
            Instant createdAt,
            Instant updatedAt) {
        public VariantView {
            creditGrants = List.copyOf(creditGrants);
        }
    }

    public static VariantView variant(PlanVariant variant) {
        VariantTerms terms = variant.terms();
        return new VariantView(variant.id(), variant.planId(), variant.key(), variant.version(),
                terms.billingMode().text(), terms.period().interval().text(), terms.period().count(), terms.price(),
                terms.currency(), terms.trialDays(), terms.renewalDueDays(), terms.gracePeriodDays(),
                terms.allowUsageWhileOverdue(), terms.allowUsageWhilePaused(),
                terms.overagePolicy().map(OveragePolicy::text), terms.overageLimit(),
                terms.creditGrants().stream().map(PlanViews::creditGrant).toList(), terms.metrics(), terms.contract(),
                terms.fallbackVariantId(), terms.alerts().map(AlertsAndCapsJson::alerts),
                terms.caps().map(AlertsAndCapsJson::caps), variant.createdAt(), variant.updatedAt());
    }

    /** What a variant grants; without a cadence every billing period. */
    public record CreditGrantView(
            long credits,
            Optional<CadenceView> cadence,
            String expires,
            OptionalLong expiresAfterSeconds,
            int priority,
            int rolloverPercentage,
            Optional<Long> rolloverCap,
            boolean onTrial) {}

    public record CadenceView(String interval, int intervalCount) {}

    private static CreditGrantView creditGrant(CreditGrantTerms grant) {
        OptionalLong afterSeconds = grant.expires() instanceof GrantExpiry.After(long seconds)
                ? OptionalLong.of(seconds)
                : OptionalLong.empty();
        return new CreditGrantView(grant.credits(), grant.cadence().map(PlanViews::cadence), expires(grant.expires()),
                afterSeconds, grant.priority(), grant.rollover().percentage(), grant.rollover().cap(),
                grant.onTrial());
    }

    private static CadenceView cadence(Cadence cadence) {
        return new CadenceView(cadence.interval().text(), cadence.count());
    }

    private static String expires(GrantExpiry expiry) {
        return switch (expiry) {
            case GrantExpiry.PeriodEnd() -> "period_end";
            case GrantExpiry.CadenceEnd() -> "cadence_end";
            case GrantExpiry.Never() -> "never";
            case GrantExpiry.After(long seconds) -> "after_seconds";
        };
    }

    /** A feature as a JSON value: true, an exact number or a string. */
    public static Object value(Feature feature) {
        return switch (feature) {
            case Feature.Included() -> true;
            case Feature.Quantity(var number) -> number;
            case Feature.Text(var text) -> text;
        };
    }
}
