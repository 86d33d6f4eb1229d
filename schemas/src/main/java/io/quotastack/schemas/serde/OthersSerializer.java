package io.quotastack.schemas.serde;

import java.util.Map;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serializer of someone else's, that fails as ours does: when it does, our own client asks the registry for the same
 * schema. While the registry does not answer that, the record waits; when it does, there is one try more, in case it has
 * just come back.
 */
final class OthersSerializer<T extends SpecificRecord> implements Serializer<T> {

    private final Serializer<T> others;
    private final AvroWireSerde<T> ours;

    OthersSerializer(Serializer<T> others, AvroWireSerde<T> ours) {
        this.others = others;
        this.ours = ours;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        others.configure(configs, isKey);
    }

    @Override
    public byte[] serialize(String topic, T value) {
        try {
            return others.serialize(topic, value);
        } catch (RuntimeException e) {
            ours.serialize(topic, value);
            return others.serialize(topic, value);
        }
    }

    @Override
    public void close() {
        others.close();
    }
}
