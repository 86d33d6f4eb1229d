package io.quotastack.webhook.state;

import java.util.Optional;
import java.util.function.Function;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import io.quotastack.platform.store.AvroBytes;

/**
 * How the rows of one kind are stored: Avro behind one byte, the number of the format.
 *
 * @param <R> the Avro record
 * @param <T> what it stands for
 */
final class RowCodec<R extends SpecificRecord, T> {

    private final String kind;
    private final AvroBytes<R> bytes;
    private final Function<R, T> reader;
    private final Function<T, R> writer;

    /** @param kind in words, for who has to repair a row that cannot be read */
    RowCodec(String kind, Class<R> type, Function<R, T> reader, Function<T, R> writer) {
        this.kind = kind;
        this.bytes = new AvroBytes<>(type);
        this.reader = reader;
        this.writer = writer;
    }

    byte[] write(T row) {
        return bytes.write(writer.apply(row));
    }

    /** Throws {@link UnreadableRowException}. */
    T read(Bytes key, byte[] value) {
        try {
            return reader.apply(bytes.read(value));
        } catch (RuntimeException e) {
            throw new UnreadableRowException(kind, key, e);
        }
    }

    Optional<T> find(KeyValueStore<Bytes, byte[]> store, Bytes key) {
        byte @Nullable [] value = store.get(key);
        return value == null ? Optional.empty() : Optional.of(read(key, value));
    }
}
