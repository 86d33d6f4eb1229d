package io.quotastack.platform.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

/** Something that is stored as the array of its elements; left out, as records of before it was there do, it is empty. */
final class ListJson {

    private ListJson() {}

    static <T, E> void addTo(SimpleModule module, Class<T> type, Function<T, List<E>> elements, Class<E> element,
            Function<List<E>, T> of, T empty) {
        module.addSerializer(type, new Writer<>(type, elements));
        module.addDeserializer(type, new Reader<>(type, element, of, empty));
    }

    private static final class Writer<T, E> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, List<E>> elements;

        Writer(Class<T> type, Function<T, List<E>> elements) {
            super(type);
            this.elements = elements;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (E element : elements.apply(value)) {
                provider.defaultSerializeValue(element, json);
            }
            json.writeEndArray();
        }
    }

    private static final class Reader<T, E> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Class<E> element;
        private final transient Function<List<E>, T> of;
        private final transient T empty;

        Reader(Class<T> type, Class<E> element, Function<List<E>, T> of, T empty) {
            super(type);
            this.element = element;
            this.of = of;
            this.empty = empty;
        }

        @Override
        public T getAbsentValue(DeserializationContext context) {
            return empty;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.isExpectedStartArrayToken()) {
                return context.reportInputMismatch(handledType(), "no array");
            }
            List<E> elements = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                elements.add(context.readValue(json, element));
            }
            return of.apply(elements);
        }
    }
}
