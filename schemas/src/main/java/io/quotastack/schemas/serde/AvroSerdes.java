package io.quotastack.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.registry.RegistrySettings;
import io.quotastack.schemas.registry.SchemaRegistration;
import io.quotastack.schemas.registry.SchemaRegistryClient;

/**
 * Makes the serdes of Avro values from Kafka-style settings, and so decides whose they are: ours, or a class named by
 * {@value #SERDE_CLASS}, such as {@code io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde} when Confluent's jars
 * are on the class path (Maven profile {@code confluent}). All settings are passed on to such a class, which writes the
 * same wire format. Whosever they are, they fail as {@link AvroWireSerde} says.
 */
public final class AvroSerdes implements AutoCloseable {

    /** Where the registry is; how it knows us is in {@link RegistrySettings} too. */
    public static final String REGISTRY_URL = RegistrySettings.URL;
    /** Whether writing registers schemas: {@code true}, the default, or {@code false}. */
    public static final String AUTO_REGISTER = "auto.register.schemas";
    /** The class of all Avro serdes: a Kafka Serde with a constructor without parameters. */
    public static final String SERDE_CLASS = "value.serde.class";

    /** Confluent's names for: read into this class, and publish schemas without the Java compiler's notes. */
    private static final String SPECIFIC_TYPE = "specific.avro.value.type";
    private static final String SPECIFIC_READER = "specific.avro.reader";
    private static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

    /**
     * Confluent's serdes since 8.2 ask the registry which subject belongs to a topic, and take its silence for a broken
     * record. Ours are named after their topics, and found without asking.
     */
    private static final String KEY_NAMING = "key.subject.name.strategy";
    private static final String VALUE_NAMING = "value.subject.name.strategy";
    private static final String BY_TOPIC = "io.confluent.kafka.serializers.subject.TopicNameStrategy";

    private final Map<String, Object> settings;
    private final String serdeClass;
    private final boolean autoRegister;
    private final SchemaRegistryClient registry;
    private final Patience patience = new Patience();

    public AvroSerdes(Map<String, ?> settings) {
        TrustedTypes.install();
        this.settings = new HashMap<>(settings);
        this.serdeClass = setting(SERDE_CLASS, AvroWireSerde.class.getName());
        this.autoRegister = Boolean.parseBoolean(setting(AUTO_REGISTER, "true"));
        this.registry = new SchemaRegistryClient(RegistrySettings.of(settings));
    }

    /** The registry's client that our serdes share. */
    public SchemaRegistryClient registry() {
        return registry;
    }

    /** Makes sure that the registry has the schemas of all public topics; see {@link SchemaRegistration#registerAll}. */
    public void publishSchemas(Consumer<String> progress) throws InterruptedException {
        SchemaRegistration.registerAll(registry, autoRegister, progress);
    }

    /** A serde for values of this type. */
    public <T extends SpecificRecord> Serde<T> values(Class<T> type) {
        AvroWireSerde<T> ours = ours(type);
        if (isOurs()) {
            return ours;
        }
        return Serdes.serdeFrom(new OthersSerializer<>(() -> others(type).serializer(), ours),
                new OthersDeserializer<>(type, () -> others(type).deserializer(), ours));
    }

    /**
     * The same deserializer for threads that can do nothing else meanwhile: while the registry does not answer, it waits,
     * as long as that takes or until {@link #stopWaiting}.
     */
    public <T extends SpecificRecord> Deserializer<T> waitingDeserializer(Class<T> type) {
        Deserializer<T> values = values(type).deserializer();
        return new Deserializer<>() {

            @Override
            public T deserialize(String topic, byte[] bytes) {
                return patience.call(() -> values.deserialize(topic, bytes));
            }

            @Override
            public T deserialize(String topic, Headers headers, byte[] bytes) {
                return patience.call(() -> values.deserialize(topic, headers, bytes));
            }

            @Override
            public void close() {
                values.close();
            }
        };
    }

    /**
     * A serializer for values of this type that are encoded already, by {@link AvroWriter}. It waits for a registry that
     * does not answer, as {@link #waitingDeserializer} does.
     */
    public <T extends SpecificRecord> Serializer<byte[]> encodedValues(Class<T> type) {
        Serializer<byte[]> encoded = isOurs()
                ? ours(type).encoded()
                : new EncodedValues<>(new AvroBinary<>(type), values(type).serializer());
        return new Serializer<>() {

            @Override
            public byte[] serialize(String topic, byte[] record) {
                return patience.call(() -> encoded.serialize(topic, record));
            }

            @Override
            public void close() {
                encoded.close();
            }
        };
    }

    /** Those that wait fail now, so that their threads can end; to be called before whoever has such threads stops them. */
    public void stopWaiting() {
        patience.stop();
    }

    private <T extends SpecificRecord> AvroWireSerde<T> ours(Class<T> type) {
        return new AvroWireSerde<>(type, registry, autoRegister);
    }

    private boolean isOurs() {
        return serdeClass.equals(AvroWireSerde.class.getName());
    }

    private <T extends SpecificRecord> Serde<T> others(Class<T> type) {
        // A minute each is Confluent's default for a call.
        var configs = new HashMap<String, Object>(Map.of(KEY_NAMING, BY_TOPIC, VALUE_NAMING, BY_TOPIC,
                RegistrySettings.CONNECT_WITHIN, RegistrySettings.DEFAULT_CONNECT_MILLIS,
                RegistrySettings.ANSWER_WITHIN, RegistrySettings.DEFAULT_ANSWER_MILLIS));
        configs.putAll(settings);
        configs.put(SPECIFIC_TYPE, type);
        configs.put(SPECIFIC_READER, true);
        configs.put(REMOVE_JAVA_PROPERTIES, true);
        Serde<T> serde = instance();
        serde.configure(configs, false);
        return serde;
    }

    @SuppressWarnings("unchecked") // the class is the operator's choice; it is told the type right after
    private <T> Serde<T> instance() {
        try {
            return (Serde<T>) Utils.newInstance(serdeClass, Serde.class);
        } catch (ClassNotFoundException e) {
            throw new ConfigException(SERDE_CLASS + ": not on the class path: " + serdeClass);
        }
    }

    private String setting(String name, String otherwise) {
        Object value = settings.get(name);
        return value == null ? otherwise : value.toString();
    }

    @Override
    public void close() {
        stopWaiting();
        registry.close();
    }
}
