package io.quotastack.schemas.serde;

import java.util.Map;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.schemas.registry.Outage;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * A deserializer of someone else's, that fails as ours does. What others fail with says little: Confluent's has one
 * exception for a broken record, for a proxy's error page and for half an answer of the registry. So its values are
 * taken as they are, and when it fails, our own client asks the registry and reads the same bytes: a record is
 * unreadable when both fail on it, and for ours it is no fault of the registry.
 */
final class OthersDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    private final Class<T> type;
    private final Deserializer<?> others;
    private final AvroWireSerde<T> ours;
    private final Outage outage;

    OthersDeserializer(Class<T> type, Deserializer<?> others, AvroWireSerde<T> ours) {
        this.type = type;
        this.others = others;
        this.ours = ours;
        this.outage = new Outage(others.getClass().getName());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        others.configure(configs, isKey);
    }

    @Override
    public T deserialize(String topic, byte[] bytes) {
        try {
            return read(others.deserialize(topic, bytes));
        } catch (RuntimeException e) {
            throw judged(e, topic, bytes);
        }
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] bytes) {
        try {
            return read(others.deserialize(topic, headers, bytes));
        } catch (RuntimeException e) {
            throw judged(e, topic, bytes);
        }
    }

    /** Others may read into whatever class a schema names. */
    private T read(Object value) {
        T read = type.cast(value);
        outage.ended();
        return read;
    }

    private RuntimeException judged(RuntimeException failure, String topic, byte[] bytes) {
        try {
            ours.deserialize(topic, bytes);
        } catch (SerializationException unreadable) {
            // Not as one that is no message at all: their form of one need not be ours.
            return new SerializationException(unreadable.getMessage(), failure);
        } catch (Unavailable unavailable) {
            unavailable.addSuppressed(failure);
            return unavailable;
        }
        outage.met(String.valueOf(failure));
        return new Unavailable(others.getClass().getName() + " does not read what can be read: " + failure, failure);
    }

    @Override
    public void close() {
        others.close();
    }
}
