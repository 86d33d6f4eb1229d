package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonAppend;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.schemas.json.Json;

/**
 * The JSON of configuration in topics and in the store: its first member is the number of its format. Absent values are
 * left out; of the two ways a PATCH can hold nothing, null clears and absent leaves alone. Times are to the millisecond,
 * so what is decided on a command is what its record says.
 *
 * <p>A format may gain members, which versions that do not know them pass over; a missing one of ours is an error. What
 * the versions before could not read right needs the next number, and a way to read those that were.
 */
final class ConfigJson {

    private static final String FORMAT_MEMBER = "format";
    private static final int FORMAT = 2;

    private static final JsonMapper MAPPER = Json.MAPPER.rebuild().addModule(domain())
            .addMixIn(ConfigCommand.class, Commands.class).addMixIn(ConfigChange.class, Changes.class)
            .addMixIn(ConfigSubmission.class, Numbered.class).addMixIn(NumberedChange.class, Numbered.class)
            .addMixIn(ConfigOutcome.class, Numbered.class)
            .addMixIn(LastDecision.class, Numbered.class)
            .addMixIn(GrantExpiry.class, Expiries.class)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_ABSENT, Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

    private ConfigJson() {}

    private static final ObjectWriter WRITER = MAPPER.writer().withAttribute(FORMAT_MEMBER, FORMAT);

    static byte[] write(ConfigSubmission record) {
        return json(record);
    }

    static byte[] write(NumberedChange record) {
        return json(record);
    }

    static byte[] write(ConfigOutcome record) {
        return json(record);
    }

    static byte[] write(LastDecision row) {
        return json(row);
    }

    /** How many bytes a change takes in a record, its number aside. */
    static int size(ConfigChange change) {
        return json(change).length;
    }

    private static byte[] json(Object value) {
        try {
            return WRITER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalStateException("configuration that cannot be written as JSON", e);
        }
    }

    /**
     * Reads what was written here; anything else fails with an IOException that says why, and what is of a later format
     * with {@link UnknownFormatException}.
     */
    static <T> T read(byte @Nullable [] json, Class<T> type) throws IOException {
        if (json == null) {
            throw new IOException("no value where a " + type.getSimpleName() + " should be");
        }
        int format = formatOf(json, type);
        if (format > FORMAT) {
            throw UnknownFormatException.of("a " + type.getSimpleName(), format, FORMAT);
        }
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new IOException("null where a " + type.getSimpleName() + " should be");
        }
        return value;
    }

    private static int formatOf(byte[] json, Class<?> type) throws IOException {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT && FORMAT_MEMBER.equals(parser.nextFieldName())
                    && parser.nextToken() == JsonToken.VALUE_NUMBER_INT && parser.getIntValue() > 0) {
                return parser.getIntValue();
            }
        }
        throw new IOException("no format where a " + type.getSimpleName() + " should begin: "
                + new String(json, 0, Math.min(json.length, 80), UTF_8));
    }

    @JsonAppend(attrs = @JsonAppend.Attr(FORMAT_MEMBER), prepend = true)
    private interface Numbered {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = ConfigCommand.SetRootKey.class, name = "set_root_key"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateTenant.class, name = "create_tenant"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateApiKey.class, name = "create_api_key"),
        @JsonSubTypes.Type(value = ConfigCommand.RevokeApiKey.class, name = "revoke_api_key"),
        @JsonSubTypes.Type(value = ConfigCommand.NoteKeyUse.class, name = "note_key_use"),
        @JsonSubTypes.Type(value = ConfigCommand.PatchSettings.class, name = "patch_settings"),
        @JsonSubTypes.Type(value = ConfigCommand.ResealSecret.class, name = "reseal_secret"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateMetric.class, name = "create_metric"),
        @JsonSubTypes.Type(value = ConfigCommand.PatchMetric.class, name = "patch_metric"),
        @JsonSubTypes.Type(value = ConfigCommand.ArchiveMetric.class, name = "archive_metric"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateRule.class, name = "create_rule"),
        @JsonSubTypes.Type(value = ConfigCommand.ArchiveRule.class, name = "archive_rule"),
        @JsonSubTypes.Type(value = ConfigCommand.ActivateRule.class, name = "activate_rule"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateTopupPackage.class, name = "create_topup_package"),
        @JsonSubTypes.Type(value = ConfigCommand.PatchTopupPackage.class, name = "patch_topup_package"),
        @JsonSubTypes.Type(value = ConfigCommand.ArchiveTopupPackage.class, name = "archive_topup_package"),
        @JsonSubTypes.Type(value = ConfigCommand.CreatePlan.class, name = "create_plan"),
        @JsonSubTypes.Type(value = ConfigCommand.PatchPlan.class, name = "patch_plan"),
        @JsonSubTypes.Type(value = ConfigCommand.CreateVariant.class, name = "create_variant"),
        @JsonSubTypes.Type(value = ConfigCommand.PatchVariant.class, name = "patch_variant"),
        @JsonSubTypes.Type(value = ConfigCommand.StartSimulation.class, name = "start_simulation"),
        @JsonSubTypes.Type(value = ConfigCommand.CancelSimulation.class, name = "cancel_simulation")})
    private interface Commands {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = ConfigChange.RootKeySet.class, name = "root_key"),
        @JsonSubTypes.Type(value = ConfigChange.TenantPut.class, name = "tenant"),
        @JsonSubTypes.Type(value = ConfigChange.ApiKeyPut.class, name = "api_key"),
        @JsonSubTypes.Type(value = ConfigChange.SettingsPut.class, name = "settings"),
        @JsonSubTypes.Type(value = ConfigChange.MetricPut.class, name = "metric"),
        @JsonSubTypes.Type(value = ConfigChange.RulePut.class, name = "rule"),
        @JsonSubTypes.Type(value = ConfigChange.TopupPackagePut.class, name = "topup_package"),
        @JsonSubTypes.Type(value = ConfigChange.PlanPut.class, name = "plan"),
        @JsonSubTypes.Type(value = ConfigChange.VariantPut.class, name = "variant"),
        @JsonSubTypes.Type(value = ConfigChange.SimulationPut.class, name = "simulation")})
    private interface Changes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(value = GrantExpiry.PeriodEnd.class, name = "period_end"),
        @JsonSubTypes.Type(value = GrantExpiry.CadenceEnd.class, name = "cadence_end"),
        @JsonSubTypes.Type(value = GrantExpiry.Never.class, name = "never"),
        @JsonSubTypes.Type(value = GrantExpiry.After.class, name = "after_seconds")})
    private interface Expiries {}

    private static SimpleModule domain() {
        var module = new SimpleModule("quotastack-config");
        module.addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse));
        module.setDeserializerModifier(new AbsentLeavesAlone());
        addText(module, TenantEnvironment.class, TenantEnvironment::toString, TenantEnvironment::parse);
        addText(module, Environment.class, Environment::text, text -> Environment.parse(text).orElseThrow());
        addText(module, Scope.class, Scope::text, text -> Scope.parse(text).orElseThrow());
        addText(module, JsonPointer.class, JsonPointer::toString, JsonPointer::parse);
        addText(module, OveragePolicy.class, OveragePolicy::text, among(OveragePolicy.values(), OveragePolicy::text));
        addText(module, Alert.Of.class, Alert.Of::text, among(Alert.Of.values(), Alert.Of::text));
        addText(module, UsageCap.Measure.class, UsageCap.Measure::text,
                among(UsageCap.Measure.values(), UsageCap.Measure::text));
        addText(module, UsageCap.Per.class, UsageCap.Per::text, among(UsageCap.Per.values(), UsageCap.Per::text));
        addText(module, BillingMode.class, BillingMode::text, among(BillingMode.values(), BillingMode::text));
        addText(module, Interval.class, Interval::text, among(Interval.values(), Interval::text));
        FeatureJson.addTo(module);
        PriceJson.addTo(module);
        addText(module, RuleTarget.class, RuleTarget::text, RuleTarget::parse);
        ListJson.addTo(module, Dimensions.class, Dimensions::names, String.class, Dimensions::of, Dimensions.NONE);
        ListJson.addTo(module, PriceList.class, PriceList::entries, PriceEntry.class, PriceList::of, PriceList.NONE);
        ListJson.addTo(module, Rules.class, Rules::all, MeteringRule.class, Rules::of, Rules.NONE);
        return module;
    }

    private static <T> void addText(SimpleModule module, Class<T> type, Function<T, String> write,
            Function<String, T> read) {
        module.addSerializer(type, new ToText<>(type, write));
        module.addDeserializer(type, new FromText<>(type, read));
    }

    private static <T> Function<String, T> among(T[] values, Function<T, String> text) {
        return wanted -> {
            for (T value : values) {
                if (text.apply(value).equals(wanted)) {
                    return value;
                }
            }
            throw new IllegalArgumentException("unknown: " + wanted);
        };
    }

    /** Writes a value as its text. */
    private static final class ToText<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, String> write;

        ToText(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(write.apply(value));
        }
    }

    /** Reads a value from its text. */
    private static final class FromText<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> read;

        FromText(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        /** A pointer may end in a space. */
        @Override
        protected boolean _shouldTrim() {
            return false;
        }

        /** An empty text is one like others: the pointer to all of a value is. */
        @Override
        protected Object _deserializeFromEmptyString(DeserializationContext context) throws IOException {
            return _deserialize("", context);
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return read.apply(text);
            } catch (RuntimeException e) {
                throw context.weirdStringException(text, handledType(), "not one");
            }
        }
    }
}
