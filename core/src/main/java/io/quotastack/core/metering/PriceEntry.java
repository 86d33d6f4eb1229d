package io.quotastack.core.metering;

/** A price for events of some values (CONTRACT 4). */
public record PriceEntry(When when, Price price) {}
