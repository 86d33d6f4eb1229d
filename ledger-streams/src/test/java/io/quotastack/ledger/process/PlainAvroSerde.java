package io.quotastack.ledger.process;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.serde.AvroBinary;

/** Avro without a registry, for a topology under test. */
public final class PlainAvroSerde<T extends SpecificRecord> implements Serde<T> {

    private Optional<AvroBinary<T>> binary = Optional.empty();

    @Override
    @SuppressWarnings("unchecked") // the setting names the class of T
    public void configure(Map<String, ?> configs, boolean isKey) {
        TrustedTypes.install();
        binary = Optional.of(new AvroBinary<>(
                (Class<T>) Objects.requireNonNull(configs.get("specific.avro.value.type"))));
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> binary.orElseThrow().encode(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> binary.orElseThrow().decode(bytes);
    }
}
