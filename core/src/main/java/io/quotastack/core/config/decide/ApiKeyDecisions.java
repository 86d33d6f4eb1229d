package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.ApiKeyRevoked;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Scope;

/** API keys: made, revoked for good, their last use noted (CONTRACT 13). */
final class ApiKeyDecisions {

    /** Of an environment: each snapshot on each node has all of them. */
    static final int MOST_IN_FORCE = 1_000;

    private ApiKeyDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateApiKey command, Instant now) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(TenantDecisions.unknown(tenantEnvironment.tenantId()));
        }
        if (taken(config, command.key())) {
            return refused(alreadyExists());
        }
        if (config.keys().of(tenantEnvironment).stream().filter(key -> key.revokedAt().isEmpty())
                .count() >= MOST_IN_FORCE) {
            return refused(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "an environment has at most " + MOST_IN_FORCE + " API keys in force"));
        }
        ApiKey key = made(tenantEnvironment, command.key(), command.scopes(), now);
        return changed(new ConfigChange.ApiKeyPut(key), new ConfigResult.ApiKeyCreated(key));
    }

    static ConfigDecision revoke(Config config, ConfigCommand.RevokeApiKey command, Instant now) {
        Optional<ApiKey> found = config.keys().ofId(command.keyId())
                .filter(key -> key.tenantEnvironment().equals(command.tenantEnvironment()));
        if (found.isEmpty()) {
            return refused(Problem.notFound("api_key", "there is no API key " + command.keyId()));
        }
        ApiKey key = found.get();
        if (key.revokedAt().isPresent()) {
            return unchanged(new ApiKeyRevoked(key));
        }
        var revoked = new ApiKey(key.id(), key.tenantEnvironment(), key.name(), key.hash(), key.prefix(), key.scopes(),
                key.createdAt(), key.lastUsedAt(), Optional.of(now));
        return changed(new ConfigChange.ApiKeyPut(revoked), new ApiKeyRevoked(revoked));
    }

    /** Keeps the latest use of each key, to the minute; ids that name no key say nothing. */
    static ConfigDecision noteUse(Config config, ConfigCommand.NoteKeyUse command) {
        List<ConfigChange> changes = new ArrayList<>();
        command.lastUsed().forEach((id, used) -> {
            Instant use = used.truncatedTo(ChronoUnit.MINUTES);
            config.keys().ofId(id).filter(key -> key.lastUsedAt().isEmpty() || use.isAfter(key.lastUsedAt().get()))
                    .ifPresent(key -> changes.add(new ConfigChange.ApiKeyPut(usedAt(key, use))));
        });
        changes.sort(Comparator.comparing(ConfigChange::key));
        return new ConfigDecision.Accepted(changes, new ConfigResult.KeyUseNoted());
    }

    static ApiKey made(TenantEnvironment tenantEnvironment, NewKey key, Set<Scope> scopes, Instant now) {
        return new ApiKey(key.id(), tenantEnvironment, key.name(), key.hash(), key.prefix(), scopes, now,
                Optional.empty(),
                Optional.empty());
    }

    /** Keys are told apart by their hash: a second one with the same would take the first one's place. */
    static boolean taken(Config config, NewKey key) {
        return config.keys().ofHash(key.hash()).isPresent() || config.keys().ofId(key.id()).isPresent();
    }

    static Problem alreadyExists() {
        return Problem.of(ProblemType.ALREADY_EXISTS, "there is such an API key already");
    }

    private static ApiKey usedAt(ApiKey key, Instant use) {
        return new ApiKey(key.id(), key.tenantEnvironment(), key.name(), key.hash(), key.prefix(), key.scopes(),
                key.createdAt(),
                Optional.of(use), key.revokedAt());
    }
}
