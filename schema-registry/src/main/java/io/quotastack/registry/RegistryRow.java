package io.quotastack.registry;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.registry.Compatibility;

/**
 * One change of the registry, as it is kept. A later row of the same place takes the place of an earlier one. Another
 * registry may have written it: members that this one does not know ({@code others}) are written back as they came.
 */
sealed interface RegistryRow {

    String AVRO = "AVRO";

    /**
     * A schema stands under a subject.
     *
     * @param deleted softly: no longer listed, but still the schema of its id
     */
    record SchemaPut(String subject, int version, int id, String schema, boolean deleted, ObjectNode others)
            implements RegistryRow {

        private static final String TYPE = "schemaType";
        private static final String REFERENCES = "references";

        public SchemaPut {
            others = others.deepCopy();
        }

        static SchemaPut avro(String subject, int version, int id, String schema) {
            return new SchemaPut(subject, version, id, schema, false, JsonNodeFactory.instance.objectNode());
        }

        SchemaPut softlyDeleted() {
            return new SchemaPut(subject, version, id, schema, true, others);
        }

        String type() {
            return others.path(TYPE).asText(AVRO);
        }

        JsonNode references() {
            return others.path(REFERENCES);
        }

        /** Whether this registry can read it: the others it keeps, lists and hands out, and compares with none. */
        boolean isPlainAvro() {
            return type().equals(AVRO) && references().isEmpty();
        }
    }

    /** A version is gone for good, and its id with the last that bore it. */
    record SchemaRemoved(String subject, int version) implements RegistryRow {}

    /** The versions up to this one are softly deleted. */
    record SubjectDeleted(String subject, int lastVersion) implements RegistryRow {}

    /** The softly deleted versions are gone for good. */
    record SubjectCleared(String subject) implements RegistryRow {}

    /**
     * Rules are set.
     *
     * @param subject absent: the rules of all subjects without their own
     * @param compatibility absent when only others are set, such as that schemas are normalized
     */
    record ConfigPut(Optional<String> subject, Optional<Compatibility> compatibility, ObjectNode others)
            implements RegistryRow {

        public ConfigPut {
            others = others.deepCopy();
        }
    }

    /** Rules are gone. */
    record ConfigCleared(Optional<String> subject) implements RegistryRow {}
}
