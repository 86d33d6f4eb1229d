package io.quotastack.schemas.serde;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.registry.SchemaRegistration;
import io.quotastack.schemas.registry.SchemaRegistryClient;

/**
 * Makes the serdes of Avro values from Kafka-style settings, and so decides whose they are: ours, or a class named by
 * {@value #SERDE_CLASS}, such as {@code io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde} when Confluent's jars
 * are on the class path (Maven profile {@code confluent}). All settings are passed on to such a class.
 */
public final class AvroSerdes implements AutoCloseable {

    /** Where the registry is; URLs separated by commas. */
    public static final String REGISTRY_URL = "schema.registry.url";
    /** Whether writing registers schemas: {@code true}, the default, or {@code false}. */
    public static final String AUTO_REGISTER = "auto.register.schemas";
    /** The class of all Avro serdes: a Kafka Serde with a constructor without parameters. */
    public static final String SERDE_CLASS = "value.serde.class";

    /** Confluent's names for: read into this class, and publish schemas without the Java compiler's notes. */
    private static final String SPECIFIC_TYPE = "specific.avro.value.type";
    private static final String SPECIFIC_READER = "specific.avro.reader";
    private static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

    private final Map<String, Object> settings;
    private final String serdeClass;
    private final boolean autoRegister;
    private final SchemaRegistryClient registry;

    public AvroSerdes(Map<String, ?> settings) {
        this.settings = new HashMap<>(settings);
        this.serdeClass = setting(SERDE_CLASS, AvroWireSerde.class.getName());
        this.autoRegister = Boolean.parseBoolean(setting(AUTO_REGISTER, "true"));
        String urls = setting(REGISTRY_URL, "");
        if (urls.isBlank()) {
            throw new ConfigException(REGISTRY_URL + " is not set");
        }
        this.registry = new SchemaRegistryClient(urls);
    }

    /** The registry's client that our serdes share. */
    public SchemaRegistryClient registry() {
        return registry;
    }

    /** Makes sure that the registry has the schemas of all public topics; see {@link SchemaRegistration#registerAll}. */
    public void publishSchemas(Duration patience) throws InterruptedException {
        SchemaRegistration.registerAll(registry, autoRegister, patience);
    }

    /** A serde for values of this type. */
    public <T extends SpecificRecord> Serde<T> values(Class<T> type) {
        return isOurs() ? new AvroWireSerde<>(type, registry, autoRegister) : others(type);
    }

    /** A serializer for values of this type that are encoded already, by {@link AvroWriter}. */
    public <T extends SpecificRecord> Serializer<byte[]> encodedValues(Class<T> type) {
        return isOurs()
                ? new AvroWireSerde<>(type, registry, autoRegister).encoded()
                : new EncodedValues<>(new AvroBinary<>(type), others(type).serializer());
    }

    private boolean isOurs() {
        return serdeClass.equals(AvroWireSerde.class.getName());
    }

    private <T extends SpecificRecord> Serde<T> others(Class<T> type) {
        TrustedTypes.install();
        var configs = new HashMap<String, Object>(settings);
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
        registry.close();
    }
}
