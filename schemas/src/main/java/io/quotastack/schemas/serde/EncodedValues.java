package io.quotastack.schemas.serde;

import java.util.Map;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Hands records that are encoded to a serializer of someone else's, which has to have them as objects. */
record EncodedValues<T extends SpecificRecord>(AvroBinary<T> binary, Serializer<T> values)
        implements Serializer<byte[]> {

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        values.configure(configs, isKey);
    }

    @Override
    public byte[] serialize(String topic, byte[] encoded) {
        return values.serialize(topic, binary.decode(encoded));
    }

    @Override
    public void close() {
        values.close();
    }
}
