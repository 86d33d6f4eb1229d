package io.quotastack.platform.config;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import io.quotastack.core.plan.Feature;

/** A plan's feature as the JSON value it is: true, a number, read and written exactly, or a string. */
final class FeatureJson {

    private FeatureJson() {}

    static void addTo(SimpleModule module) {
        module.addSerializer(Feature.class, new Writer());
        module.addDeserializer(Feature.class, new Reader());
    }

    private static final class Writer extends StdSerializer<Feature> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Feature.class);
        }

        @Override
        public void serialize(Feature feature, JsonGenerator json, SerializerProvider provider) throws IOException {
            switch (feature) {
                case Feature.Included() -> json.writeBoolean(true);
                case Feature.Quantity(var number) -> json.writeNumber(number);
                case Feature.Text(var text) -> json.writeString(text);
            }
        }
    }

    private static final class Reader extends StdDeserializer<Feature> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Feature.class);
        }

        @Override
        public Feature deserialize(JsonParser json, DeserializationContext context) throws IOException {
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_TRUE) {
                return new Feature.Included();
            }
            if (token == JsonToken.VALUE_STRING) {
                return new Feature.Text(json.getText());
            }
            if (token.isNumeric() && Feature.Quantity.fault(json.getDecimalValue()).isEmpty()) {
                return new Feature.Quantity(json.getDecimalValue());
            }
            throw context.weirdStringException(json.getText(), Feature.class, "not one");
        }
    }
}
