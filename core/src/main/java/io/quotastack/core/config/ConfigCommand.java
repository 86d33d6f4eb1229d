package io.quotastack.core.config;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.decide.ConfigDecider;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookPatch;
import io.quotastack.core.text.JsonPointer;

/** A wish to change the configuration; decided in order by one task ({@link ConfigDecider}). */
public sealed interface ConfigCommand {

    /** Sets the operator's key; the first command of a new installation, and of a new root key. */
    record SetRootKey(String hash) implements ConfigCommand {}

    /** A tenant with its first key in each environment. */
    record CreateTenant(UUID tenantId, String name, NewKey liveKey, NewKey testKey) implements ConfigCommand {}

    record CreateApiKey(TenantEnvironment tenantEnvironment, NewKey key, Set<Scope> scopes) implements ConfigCommand {
        public CreateApiKey {
            scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
        }
    }

    record RevokeApiKey(TenantEnvironment tenantEnvironment, String keyId) implements ConfigCommand {}

    /** Notes when keys were last used, by key id; repeated by every node about once a minute. */
    record NoteKeyUse(Map<String, Instant> lastUsed) implements ConfigCommand {
        public NoteKeyUse {
            lastUsed = Map.copyOf(lastUsed);
        }
    }

    /** Changes settings; an absent outer Optional leaves one as it is, an absent inner one clears it. */
    record PatchSettings(
            TenantEnvironment tenantEnvironment,
            Optional<OveragePolicy> defaultOveragePolicy,
            Optional<Optional<Long>> lowBalanceThreshold,
            Optional<Optional<RateLimit>> rateLimit,
            Optional<Integer> usageBackdateDays,
            Optional<Integer> usageRefusalsKeptDays,
            WebhookPatch webhooks) implements ConfigCommand {

        /** A change that leaves as they are the webhooks, and how long refusals are kept. */
        public PatchSettings(TenantEnvironment tenantEnvironment, Optional<OveragePolicy> defaultOveragePolicy,
                Optional<Optional<Long>> lowBalanceThreshold, Optional<Optional<RateLimit>> rateLimit,
                Optional<Integer> usageBackdateDays) {
            this(tenantEnvironment, defaultOveragePolicy, lowBalanceThreshold, rateLimit, usageBackdateDays,
                    Optional.empty(), WebhookPatch.NONE);
        }
    }

    /** Keeps a webhook secret sealed with another key, unless it is another secret by now. */
    record ResealSecret(TenantEnvironment tenantEnvironment, SealedSecret before, SealedSecret after)
            implements ConfigCommand {}

    /** A metric; without {@code events} its CloudEvents are ours, of its key. */
    record CreateMetric(
            TenantEnvironment tenantEnvironment,
            String key,
            String name,
            Optional<String> description,
            Optional<EventMapping> events,
            Dimensions dimensions) implements ConfigCommand {

        /** One whose CloudEvents are ours, of its key, without dimensions. */
        public CreateMetric(TenantEnvironment tenantEnvironment, String key, String name,
                Optional<String> description) {
            this(tenantEnvironment, key, name, description, Optional.empty(), Dimensions.NONE);
        }
    }

    /** Changes a metric; an absent outer Optional leaves one thing as it is, an absent inner one clears it. */
    record PatchMetric(
            TenantEnvironment tenantEnvironment,
            String key,
            Optional<String> name,
            Optional<Optional<String>> description,
            Optional<Optional<String>> eventType,
            Optional<Optional<JsonPointer>> unitsPointer,
            Optional<SortedMap<String, JsonPointer>> dimensionPointers,
            Optional<Dimensions> dimensions) implements ConfigCommand {

        /** A change of what it is called alone. */
        public PatchMetric(TenantEnvironment tenantEnvironment, String key, Optional<String> name,
                Optional<Optional<String>> description) {
            this(tenantEnvironment, key, name, description, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty());
        }
    }

    record ArchiveMetric(TenantEnvironment tenantEnvironment, String key) implements ConfigCommand {}

    /**
     * A new version of a metric's prices; without {@code effectiveAt} it is in force from the decision's now. There is a price
     * of its own or a list that is not empty, of which no two entries could both win.
     */
    record CreateRule(
            TenantEnvironment tenantEnvironment,
            String ruleId,
            String metricKey,
            Optional<Price> price,
            PriceList prices,
            Optional<RuleTarget> target,
            Optional<Instant> effectiveAt) implements ConfigCommand {

        /** One price for all events of all customers. */
        public CreateRule(TenantEnvironment tenantEnvironment, String ruleId, String metricKey, Price price,
                Optional<Instant> effectiveAt) {
            this(tenantEnvironment, ruleId, metricKey, Optional.of(price), PriceList.NONE, Optional.empty(),
                    effectiveAt);
        }
    }

    record ArchiveRule(TenantEnvironment tenantEnvironment, String ruleId) implements ConfigCommand {}

    /**
     * Makes a rule of a shadow one.
     *
     * @param shadowId of the shadow rule
     * @param ruleId of the rule to be made
     * @param effectiveAt absent: now
     */
    record ActivateRule(
            TenantEnvironment tenantEnvironment,
            String shadowId,
            String ruleId,
            Optional<Instant> effectiveAt) implements ConfigCommand {}

    record CreateTopupPackage(
            TenantEnvironment tenantEnvironment,
            String packageId,
            String key,
            TopupPackage.Terms terms) implements ConfigCommand {}

    /** Changes what a package grants from now on; an absent Optional leaves one thing as it is. */
    record PatchTopupPackage(
            TenantEnvironment tenantEnvironment,
            String packageId,
            Optional<String> name,
            Optional<Long> credits,
            Optional<Long> bonusCredits,
            Optional<Long> price,
            Optional<String> currency,
            Optional<Optional<Long>> expiresInSeconds,
            Optional<Integer> priority,
            Optional<Map<String, String>> metadata) implements ConfigCommand {}

    record ArchiveTopupPackage(TenantEnvironment tenantEnvironment, String packageId) implements ConfigCommand {}

    record CreatePlan(
            TenantEnvironment tenantEnvironment,
            String planId,
            String key,
            String name,
            Optional<String> description,
            SortedMap<String, Feature> features) implements ConfigCommand {}

    /** Makes a new version of a plan; an absent outer Optional leaves one thing as it is, an absent inner one clears it. */
    record PatchPlan(
            TenantEnvironment tenantEnvironment,
            String planId,
            Optional<String> name,
            Optional<Optional<String>> description,
            Optional<SortedMap<String, Feature>> features) implements ConfigCommand {}

    record CreateVariant(
            TenantEnvironment tenantEnvironment,
            String planId,
            String variantId,
            String key,
            VariantTerms terms) implements ConfigCommand {}

    /** Makes a new version of a variant. */
    record PatchVariant(TenantEnvironment tenantEnvironment, String planId, String variantId, VariantPatch patch)
            implements ConfigCommand {}

    /** Prices all usage of a time anew by other rules, in the background. */
    record StartSimulation(
            TenantEnvironment tenantEnvironment,
            String simulationId,
            SimulatedTime time,
            List<Proposed> rules) implements ConfigCommand {
        public StartSimulation {
            rules = List.copyOf(rules);
        }
    }

    record CancelSimulation(TenantEnvironment tenantEnvironment, String simulationId) implements ConfigCommand {}

    /** A key to be made: its hash and what is shown of it; the plaintext stays with the caller. */
    record NewKey(String id, String name, String hash, String prefix) {}
}
