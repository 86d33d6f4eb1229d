package io.quotastack.core.config;

/**
 * A change at its place in the order of all changes.
 *
 * @param version of the snapshot that it makes: 1, 2, 3 …
 */
public record NumberedChange(long version, ConfigChange change) {}
