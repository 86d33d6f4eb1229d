package io.quotastack.schemas.serde;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import io.quotastack.schemas.registry.SchemaRegistration;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.registry.SchemaRegistryException;

/**
 * Values of one Avro record type in Confluent's wire format: the magic byte 0, the schema's id in 4 bytes, big-endian,
 * and the record. The subject is {@code <topic>-value} (TopicNameStrategy).
 *
 * <p>The registry is asked once for each topic written to and each schema met. Reading fails in one of two ways, and so
 * does every serde of {@link AvroSerdes}: with SerializationException when the bytes are no such record, for which the
 * registry's own word is needed wherever it knows more than we do; with {@link SchemaRegistryException.Unavailable} when
 * that could not be had, which says nothing of the record. Safe for many threads.
 */
public final class AvroWireSerde<T extends SpecificRecord> implements Serde<T>, Serializer<T>, Deserializer<T> {

    public static final byte MAGIC = 0;
    private static final int PREFIX_BYTES = 5;

    private final AvroBinary<T> binary;
    private final SchemaRegistryClient registry;
    private final boolean autoRegister;
    private final Map<String, byte[]> prefixes = new ConcurrentHashMap<>();

    /** @param autoRegister whether writing to a topic registers the schema; otherwise someone must have done so */
    public AvroWireSerde(Class<T> type, SchemaRegistryClient registry, boolean autoRegister) {
        this.binary = new AvroBinary<>(type);
        this.registry = registry;
        this.autoRegister = autoRegister;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's tombstone is null, in and out
    public byte[] serialize(String topic, @Nullable T value) {
        return value == null ? null : binary.encode(prefix(topic), value);
    }

    /** Writes what is encoded already as {@link #serialize} would write the record. */
    Serializer<byte[]> encoded() {
        return (topic, record) -> {
            byte[] prefix = prefix(topic);
            byte[] bytes = Arrays.copyOf(prefix, prefix.length + record.length);
            System.arraycopy(record, 0, bytes, prefix.length, record.length);
            return bytes;
        };
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public T deserialize(String topic, byte @Nullable [] bytes) {
        return bytes == null ? null : read(topic, bytes);
    }

    private T read(String topic, byte[] bytes) {
        if (!isMessage(bytes)) {
            throw new NotAMessageException();
        }
        return binary.decode(writerSchema(topic, ByteBuffer.wrap(bytes).getInt(1)), bytes, PREFIX_BYTES);
    }

    static boolean isMessage(byte[] bytes) {
        return bytes.length >= PREFIX_BYTES && bytes[0] == MAGIC;
    }

    private Schema writerSchema(String topic, int id) {
        try {
            return registry.byId(id, SchemaRegistration.valueSubject(topic));
        } catch (SchemaRegistryException.NotFound | SchemaRegistryException.Refused e) {
            throw new SerializationException(
                    "the registry has no Avro schema with the id " + id + ": " + e.getMessage(), e);
        }
    }

    private byte[] prefix(String topic) {
        byte[] known = prefixes.get(topic);
        if (known != null) {
            return known;
        }
        String subject = SchemaRegistration.valueSubject(topic);
        Schema schema = binary.schema();
        int id = autoRegister ? registry.register(subject, schema) : registry.idOf(subject, schema);
        byte[] prefix = ByteBuffer.allocate(PREFIX_BYTES).put(MAGIC).putInt(id).array();
        prefixes.put(topic, prefix);
        return prefix;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("Avro values only: keys are text");
        }
    }

    @Override
    public Serializer<T> serializer() {
        return this;
    }

    @Override
    public Deserializer<T> deserializer() {
        return this;
    }

    /** Leaves the registry's client open: others share it. */
    @Override
    public void close() {}
}
