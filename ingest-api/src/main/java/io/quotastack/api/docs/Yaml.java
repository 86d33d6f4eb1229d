package io.quotastack.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads the YAML files that the document is written in. */
final class Yaml {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Yaml() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object in the file; an empty file is an empty object. */
    static ObjectNode read(String resource) {
        try {
            JsonNode value = MAPPER.readTree(Resources.bytes(resource));
            return value instanceof MissingNode || value.isNull() ? object() : (ObjectNode) value;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
