package io.quotastack.platform.config;

import java.util.Optional;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.ReferenceType;

/**
 * Reads a member that is an Optional of an Optional, one that a PATCH can leave alone or clear: left out it is empty;
 * null is an Optional of nothing. Jackson by itself reads both as the latter.
 */
final class AbsentLeavesAlone extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyReferenceDeserializer(DeserializationConfig config, ReferenceType type,
            BeanDescription description, JsonDeserializer<?> deserializer) {
        boolean nested = type.hasRawClass(Optional.class) && type.getContentType().hasRawClass(Optional.class);
        return nested ? new Patched(deserializer) : deserializer;
    }

    private static final class Patched extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        Patched(JsonDeserializer<?> deserializer) {
            super(deserializer);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> deserializer) {
            return new Patched(deserializer);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
