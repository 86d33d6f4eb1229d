package io.quotastack.schemas.serde;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

import io.quotastack.schemas.registry.Outage;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * A serializer of someone else's, that fails as ours does: when it does, our own client asks the registry for the same
 * schema. While the registry does not answer that, the record waits; when it does, a new one has one try more.
 *
 * <p>The first record under an id is read back. Confluent's takes an answer without an id, such as a status page in JSON,
 * for the id 0, and keeps it; nobody could read such records.
 */
final class OthersSerializer<T extends SpecificRecord> implements Serializer<T> {

    private final Supplier<Serializer<T>> maker;
    private final AvroWireSerde<T> ours;
    private final Set<Integer> readBack = ConcurrentHashMap.newKeySet();
    private final Outage outage;
    private volatile Serializer<T> others;

    OthersSerializer(Supplier<Serializer<T>> maker, AvroWireSerde<T> ours) {
        this.maker = maker;
        this.ours = ours;
        this.others = maker.get();
        this.outage = new Outage(others.getClass().getName());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        others.configure(configs, isKey);
    }

    @Override
    public byte[] serialize(String topic, T value) {
        Serializer<T> asked = others;
        byte[] bytes;
        try {
            bytes = asked.serialize(topic, value);
        } catch (RuntimeException e) {
            ours.serialize(topic, value);
            bytes = replaced(asked).serialize(topic, value);
        }
        if (bytes != null && AvroWireSerde.isMessage(bytes)) {
            readBack(topic, bytes);
        }
        return bytes;
    }

    private void readBack(String topic, byte[] bytes) {
        int id = ByteBuffer.wrap(bytes).getInt(1);
        if (readBack.contains(id)) {
            return;
        }
        try {
            ours.deserialize(topic, bytes);
        } catch (SerializationException e) {
            outage.met("what it wrote under the id " + id + " cannot be read: " + e.getMessage());
            Serializer<T> unused = replaced(others);
            throw new Unavailable("what was written under the id " + id + " cannot be read: " + e.getMessage(), e);
        }
        outage.ended();
        readBack.add(id);
    }

    private synchronized Serializer<T> replaced(Serializer<T> asked) {
        if (others.equals(asked)) {
            others = maker.get();
            asked.close();
        }
        return others;
    }

    @Override
    public void close() {
        others.close();
    }
}
