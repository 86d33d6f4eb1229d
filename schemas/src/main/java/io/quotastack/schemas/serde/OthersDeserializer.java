package io.quotastack.schemas.serde;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

import io.quotastack.schemas.registry.Outage;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * A deserializer of someone else's, that fails as ours does. What others fail with says little: Confluent's has one
 * exception for a broken record, for a proxy's error page and for half an answer of the registry. So its values are
 * taken as they are, and when it fails, our own client asks the registry and reads the same bytes: a record is
 * unreadable when both fail on it, and for ours it is no fault of the registry.
 *
 * <p>One that fails on what ours reads is replaced by a new one: Confluent's keeps what it took for a schema, such as a
 * status page in JSON, and would fail on it for ever.
 */
final class OthersDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    private final Class<T> type;
    private final Supplier<Deserializer<?>> maker;
    private final AvroWireSerde<T> ours;
    private final Outage outage;
    private volatile Deserializer<?> others;

    OthersDeserializer(Class<T> type, Supplier<Deserializer<?>> maker, AvroWireSerde<T> ours) {
        this.type = type;
        this.maker = maker;
        this.others = maker.get();
        this.ours = ours;
        this.outage = new Outage(others.getClass().getName());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        others.configure(configs, isKey);
    }

    @Override
    public T deserialize(String topic, byte[] bytes) {
        return read(topic, bytes, asked -> asked.deserialize(topic, bytes));
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] bytes) {
        return read(topic, bytes, asked -> asked.deserialize(topic, headers, bytes));
    }

    private T read(String topic, byte[] bytes, Function<Deserializer<?>, @Nullable Object> reading) {
        Deserializer<?> asked = others;
        try {
            return read(asked, reading);
        } catch (RuntimeException e) {
            readOurselves(topic, bytes, e);
            return readAnew(asked, reading);
        }
    }

    /** Others may read into whatever class a schema names. */
    @SuppressWarnings("NullAway") // Kafka's tombstone is null, in and out
    private T read(Deserializer<?> asked, Function<Deserializer<?>, @Nullable Object> reading) {
        T value = type.cast(reading.apply(asked));
        outage.ended();
        return value;
    }

    private void readOurselves(String topic, byte[] bytes, RuntimeException failure) {
        try {
            ours.deserialize(topic, bytes);
        } catch (SerializationException unreadable) {
            // Not as one that is no message at all: their form of one need not be ours.
            throw new SerializationException(unreadable.getMessage(), failure);
        } catch (Unavailable unavailable) {
            unavailable.addSuppressed(failure);
            throw unavailable;
        }
    }

    private T readAnew(Deserializer<?> failed, Function<Deserializer<?>, @Nullable Object> reading) {
        try {
            return read(replaced(failed), reading);
        } catch (RuntimeException e) {
            outage.met(String.valueOf(e));
            throw new Unavailable(failed.getClass().getName() + " does not read what can be read: " + e, e);
        }
    }

    /** Whoever uses the failed one at this time may fail too, and comes here. */
    private synchronized Deserializer<?> replaced(Deserializer<?> failed) {
        if (others.equals(failed)) {
            others = maker.get();
            failed.close();
        }
        return others;
    }

    @Override
    public void close() {
        others.close();
    }
}
