/**
 * Metrics, the versions of their prices, and what units cost (CONTRACT 4). Costs are exact: right, or absent when they leave
 * 64 bits. Which rule succeeds which is decided in {@link io.quotastack.core.config.decide}; counting a customer's units is
 * the account's business.
 */
package io.quotastack.core.metering;
