package io.quotastack.api.http;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.Config;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.ApiKey;

/**
 * Tells whose key a request bears. Only the key's hash is looked up: neither the key nor anything it could be got from
 * is kept or logged.
 */
final class Authenticator {

    private static final String ROOT_PREFIX = "qs_root_";
    private static final String REFUSAL = "the X-API-Key header must bear a key that is in force";

    private Authenticator() {}

    static Caller authenticate(Config config, @Nullable String key) {
        if (key != null) {
            String hash = ApiKey.hashOf(key);
            if (key.startsWith(ROOT_PREFIX)) {
                if (config.rootKeyHash().isPresent() && config.rootKeyHash().get().equals(hash)) {
                    return new Caller.Operator();
                }
            } else {
                Optional<ApiKey> known = config.keys().ofHash(hash).filter(Authenticator::inForce);
                if (known.isPresent()) {
                    return new Caller.Tenant(known.get());
                }
            }
        }
        throw new RequestRefused(ProblemType.UNAUTHENTICATED, REFUSAL);
    }

    private static boolean inForce(ApiKey key) {
        return key.revokedAt().isEmpty();
    }
}
