/**
 * The configuration between Kafka and this node: tenants, keys, settings, metrics and their
 * rules, top-up packages, plans.
 *
 * <ul>
 * <li>{@link io.quotastack.platform.config.ConfigClient} makes a command durable in `config-commands` and waits.
 * <li>{@link io.quotastack.platform.config.ConfigTopology} decides it: one task, in log order, in one transaction with
 * its changes (`config`), its outcome (`config-outcomes`) and the answer it keeps for its idempotency key.
 * <li>{@link io.quotastack.platform.config.ConfigView} is every node's copy; a caller hears of an outcome only when the
 * copy has what was decided, so whoever got an answer reads it back at once.
 * </ul>
 *
 * <p>What is decided is not here but in {@link io.quotastack.core.config.decide.ConfigDecider}; who may ask and whether a
 * request is well formed is the business of ingest-api.
 */
package io.quotastack.platform.config;
