package io.quotastack.core.decide;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * What a customer's commands are decided with: the part of the configuration that is its environment's, looked up once.
 *
 * @param version of the whole configuration
 */
record DecidingConfig(long version, Config.EnvironmentConfig environment) {

    static DecidingConfig of(Config config, TenantEnvironment environment) {
        return new DecidingConfig(config.version(), config.environment(environment));
    }
}
