package io.quotastack.registry;

import java.util.Optional;

import io.quotastack.schemas.registry.Compatibility;

/** One change of the registry, as it is kept. A later row of the same place takes the place of an earlier one. */
sealed interface RegistryRow {

    /**
     * A schema stands under a subject.
     *
     * @param deleted softly: no longer listed, but still the schema of its id
     */
    record SchemaPut(String subject, int version, int id, String schema, boolean deleted) implements RegistryRow {}

    /**
     * A rule is set.
     *
     * @param subject absent: the rule of all subjects without their own
     */
    record CompatibilitySet(Optional<String> subject, Compatibility compatibility) implements RegistryRow {}

    /** A subject's own rule is gone. */
    record CompatibilityCleared(String subject) implements RegistryRow {}
}
