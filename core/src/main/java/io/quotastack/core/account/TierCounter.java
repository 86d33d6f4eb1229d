package io.quotastack.core.account;

import io.quotastack.core.metering.TierPeriod;

/** Names a counter of a customer's charged units: of one metric in one period of the events' timestamps. */
public record TierCounter(String metricKey, TierPeriod period) {}
