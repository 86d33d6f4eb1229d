package io.quotastack.platform.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one kind are stored: each value begins with the number of its format, mostly in one byte.
 *
 * @param <T> what a row stands for
 */
public final class RowCodec<T> {

    private final String kind;
    private final Function<Bytes, String> owner;
    private final BiFunction<Bytes, T, byte[]> writer;
    private final BiFunction<Bytes, byte[], T> reader;

    private RowCodec(String kind, Function<Bytes, String> owner, BiFunction<Bytes, T, byte[]> writer,
            BiFunction<Bytes, byte[], T> reader) {
        this.kind = kind;
        this.owner = owner;
        this.writer = writer;
        this.reader = reader;
    }

    /** The kinds of rows of one store. Each is named in words, for who has to repair a row that cannot be read. */
    public static final class Kinds {

        private final Function<Bytes, String> owner;

        /** @param owner whose row it is, by its key and in words */
        public Kinds(Function<Bytes, String> owner) {
            this.owner = owner;
        }

        /** Rows that are Avro; of each format there is the schema. */
        public <R extends SpecificRecord, T> RowCodec<T> avro(String kind, Class<R> type, Function<T, R> writer,
                Function<R, T> reader) {
            return keyedAvro(kind, type, (key, row) -> writer.apply(row), (key, row) -> reader.apply(row));
        }

        /** The same, where a part of what the row stands for is in its key. */
        public <R extends SpecificRecord, T> RowCodec<T> keyedAvro(String kind, Class<R> type,
                BiFunction<Bytes, T, R> writer, BiFunction<Bytes, R, T> reader) {
            var bytes = new AvroBytes<>(type);
            return new RowCodec<>(kind, owner, (key, row) -> bytes.write(writer.apply(key, row)),
                    (key, value) -> reader.apply(key, bytes.read(value)));
        }

        /**
         * Rows laid out by hand.
         *
         * @param writer makes a {@link NumberBytes#row} and fills it
         * @param reader has to read all of it
         */
        public <T> RowCodec<T> numbers(String kind, Function<T, ByteBuffer> writer, Function<ByteBuffer, T> reader) {
            return keyedNumbers(kind, writer, (key, row) -> reader.apply(row));
        }

        /**
         * The same of rows that have more than one format.
         *
         * @param readers of each format, format 1 first
         */
        public <T> RowCodec<T> formattedNumbers(String kind, Function<T, ByteBuffer> writer,
                List<Function<ByteBuffer, T>> readers) {
            return new RowCodec<>(kind, owner, (key, row) -> NumberBytes.full(writer.apply(row)),
                    (key, value) -> NumberBytes.read(value, readers));
        }

        /** The same, where a part of what the row stands for is in its key. */
        public <T> RowCodec<T> keyedNumbers(String kind, Function<T, ByteBuffer> writer,
                BiFunction<Bytes, ByteBuffer, T> reader) {
            return new RowCodec<>(kind, owner, (key, row) -> NumberBytes.full(writer.apply(row)),
                    (key, value) -> NumberBytes.read(value, List.of(row -> reader.apply(key, row))));
        }

        /** Rows whose writer and reader see to the number of their format themselves: not bytes, but text. */
        public <T> RowCodec<T> numbered(String kind, Function<T, byte[]> writer, Function<byte[], T> reader) {
            return new RowCodec<>(kind, owner, (key, row) -> writer.apply(row), (key, value) -> reader.apply(value));
        }
    }

    /** The value of a row that says all in its key. */
    public static byte[] present() {
        return NumberBytes.row(0).array();
    }

    /** In words. */
    public String kind() {
        return kind;
    }

    public byte[] write(Bytes key, T row) {
        return writer.apply(key, row);
    }

    /** Throws {@link UnreadableRowException}. */
    public T read(Bytes key, byte[] value) {
        try {
            return reader.apply(key, value);
        } catch (RuntimeException e) {
            throw new UnreadableRowException(kind, owner.apply(key), key, e);
        }
    }

    public void put(KeyValueStore<Bytes, byte[]> store, Bytes key, T row) {
        store.put(key, write(key, row));
    }

    /** Throws {@link UnreadableRowException}. */
    public Optional<T> find(ReadOnlyKeyValueStore<Bytes, byte[]> store, Bytes key) {
        byte @Nullable [] value = store.get(key);
        return value == null ? Optional.empty() : Optional.of(read(key, value));
    }
}
