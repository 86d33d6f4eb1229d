package io.quotastack.platform.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;

/**
 * A price as stored. What is as by default is left out, {@code per_units} of 1 and the {@code scope} of an event: lists of
 * thousands of prices are short that way, and prices of format 1, which knew neither but the scope of tiers, are read as
 * what they were.
 */
final class PriceJson {

    private PriceJson() {}

    static void addTo(SimpleModule module) {
        module.addSerializer(Price.class, new Writer());
        module.addDeserializer(Price.class, new Reader());
        module.addSerializer(PriceEntry.class, new EntryWriter());
        module.addDeserializer(PriceEntry.class, new EntryReader());
    }

    private static final class Writer extends StdSerializer<Price> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Price.class);
        }

        @Override
        public void serialize(Price price, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            writeMembers(price, json, provider);
            json.writeEndObject();
        }

        static void writeMembers(Price price, JsonGenerator json, SerializerProvider provider) throws IOException {
            switch (price) {
                case Price.Flat(long flatCost) -> {
                    json.writeStringField("cost_type", "flat");
                    json.writeNumberField("flat_cost", flatCost);
                }
                case Price.PerUnit(long unitCost, long perUnits, Scope scope) -> {
                    json.writeStringField("cost_type", "per_unit");
                    json.writeNumberField("unit_cost", unitCost);
                    perUnits(json, perUnits);
                    scope(json, scope);
                }
                case Price.PerPackage(long size, long cost, Scope scope) -> {
                    json.writeStringField("cost_type", "package");
                    json.writeNumberField("package_size", size);
                    json.writeNumberField("package_cost", cost);
                    scope(json, scope);
                }
                case Price.Tiered(TierMode mode, Scope scope, List<Tier> tiers, long perUnits) -> {
                    json.writeStringField("cost_type", "tiered");
                    json.writeStringField("mode", mode.text());
                    json.writeStringField("scope", scope.text());
                    provider.defaultSerializeField("tiers", tiers, json);
                    perUnits(json, perUnits);
                }
            }
        }

        private static void perUnits(JsonGenerator json, long perUnits) throws IOException {
            if (perUnits != 1) {
                json.writeNumberField("per_units", perUnits);
            }
        }

        private static void scope(JsonGenerator json, Scope scope) throws IOException {
            if (scope != Scope.EVENT) {
                json.writeStringField("scope", scope.text());
            }
        }
    }

    /** The members of the price stand beside those values: of thousands each byte counts. */
    private static final class EntryWriter extends StdSerializer<PriceEntry> {
        private static final long serialVersionUID = 1L;

        EntryWriter() {
            super(PriceEntry.class);
        }

        @Override
        public void serialize(PriceEntry entry, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeObjectFieldStart("when");
            for (Map.Entry<String, String> pair : entry.when().pairs().entrySet()) {
                json.writeStringField(pair.getKey(), pair.getValue());
            }
            json.writeEndObject();
            Writer.writeMembers(entry.price(), json, provider);
            json.writeEndObject();
        }
    }

    private static final class EntryReader extends StdDeserializer<PriceEntry> {
        private static final long serialVersionUID = 1L;

        EntryReader() {
            super(PriceEntry.class);
        }

        @Override
        public PriceEntry deserialize(JsonParser json, DeserializationContext context) throws IOException {
            JsonNode entry = context.readTree(json);
            JsonNode values = Reader.member(entry, "when", context);
            Map<String, String> when = new TreeMap<>();
            for (Map.Entry<String, JsonNode> pair : values.properties()) {
                when.put(pair.getKey(), Reader.text(values, pair.getKey(), context));
            }
            return new PriceEntry(When.of(when), Reader.read(entry, context));
        }
    }

    private static final class Reader extends StdDeserializer<Price> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Price.class);
        }

        @Override
        public Price deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return read(context.readTree(json), context);
        }

        static Price read(JsonNode price, DeserializationContext context) throws IOException {
            String costType = text(price, "cost_type", context);
            return switch (costType) {
                case "flat" -> new Price.Flat(number(price, "flat_cost", context));
                case "per_unit" -> new Price.PerUnit(number(price, "unit_cost", context), perUnits(price, context),
                        scope(price, context));
                case "package" -> new Price.PerPackage(number(price, "package_size", context),
                        number(price, "package_cost", context), scope(price, context));
                case "tiered" -> new Price.Tiered(constant(price, "mode", TierMode.values(), TierMode::text, context),
                        scope(price, context), tiers(price, context),
                        perUnits(price, context));
                default -> throw context.weirdStringException(costType, Price.class, "no type of cost");
            };
        }

        private static long perUnits(JsonNode price, DeserializationContext context) throws IOException {
            return price.has("per_units") ? number(price, "per_units", context) : 1;
        }

        private static Scope scope(JsonNode price, DeserializationContext context) throws IOException {
            return price.has("scope")
                    ? constant(price, "scope", Scope.values(), Scope::text, context)
                    : Scope.EVENT;
        }

        private static <E extends Enum<E>> E constant(JsonNode price, String name, E[] constants,
                Function<E, String> textOf, DeserializationContext context) throws IOException {
            String text = text(price, name, context);
            for (E constant : constants) {
                if (textOf.apply(constant).equals(text)) {
                    return constant;
                }
            }
            throw context.weirdStringException(text, Price.class, "no " + name);
        }

        private static List<Tier> tiers(JsonNode price, DeserializationContext context) throws IOException {
            List<Tier> tiers = new ArrayList<>();
            for (JsonNode tier : member(price, "tiers", context)) {
                tiers.add(context.readTreeAsValue(tier, Tier.class));
            }
            return tiers;
        }

        private static String text(JsonNode price, String name, DeserializationContext context) throws IOException {
            JsonNode value = member(price, name, context);
            return value.isTextual()
                    ? value.textValue()
                    : context.reportInputMismatch(Price.class, "%s is no text", name);
        }

        private static long number(JsonNode price, String name, DeserializationContext context) throws IOException {
            JsonNode value = member(price, name, context);
            return value.isIntegralNumber() && value.canConvertToLong()
                    ? value.longValue()
                    : context.<Long>reportInputMismatch(Price.class, "%s is no integer", name);
        }

        private static JsonNode member(JsonNode price, String name, DeserializationContext context)
                throws IOException {
            JsonNode value = price.get(name);
            return value == null
                    ? context.reportInputMismatch(Price.class, "%s is missing", name)
                    : value;
        }
    }
}
