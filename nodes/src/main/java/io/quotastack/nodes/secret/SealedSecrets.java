package io.quotastack.nodes.secret;

import java.util.List;
import java.util.Map;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.secret.SecretBox;

/** All webhook secrets of a configuration. */
public final class SealedSecrets {

    private SealedSecrets() {}

    /** Throws {@link CannotStartException} when one is sealed with a master key that the box has not. */
    public static void requireOpened(Config config, SecretBox secrets) {
        config.tenantEnvironments().values().flatMap(of -> of.settings().webhooks().secrets().stream())
                .flatMap(secret -> secret.keyId().stream()).filter(id -> !secrets.hasKey(id)).findFirst()
                .ifPresent(id -> {
                    throw new CannotStartException("webhook secrets are sealed with the master key of fingerprint " + id
                            + ": set it as " + Catalogue.MASTER_KEY_PREVIOUS.name() + " ("
                            + Catalogue.MASTER_KEY_PREVIOUS.variable() + ") until ./quotastack reseal-secrets is done");
                });
    }

    /** Those that the current key did not seal, by environment. */
    static List<Map.Entry<TenantEnvironment, SealedSecret>> notAnew(Config config, SecretBox secrets) {
        return config.tenantEnvironments().entries()
                .flatMap(of -> of.getValue().settings().webhooks().secrets().stream()
                        .filter(secret -> !secrets.isSealedAnew(secret))
                        .map(secret -> Map.entry(of.getKey(), secret)))
                .toList();
    }
}
