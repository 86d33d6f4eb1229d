package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The rows that a story leaves in a store, byte for byte as they were when their formats were fixed, as lines of
 * {@code kind key value}. A row that comes out otherwise needs a format of its own.
 */
public final class GoldenRows {

    private final GoldenLines lines;
    private final Function<Bytes, String> kindOf;
    private final Map<String, RowCodec<?>> codecs = new TreeMap<>();
    private final Set<String> kinds = new HashSet<>();

    /**
     * The rows in a file.
     *
     * @param resource of the module's tests
     * @param kindOf the kind of a row, by its key and in one word
     */
    public GoldenRows(String resource, Function<Bytes, String> kindOf) {
        this.lines = new GoldenLines(resource);
        this.kindOf = kindOf;
    }

    /** How rows of these kinds are read. */
    public GoldenRows with(RowCodec<?> codec, String... ofKinds) {
        Arrays.stream(ofKinds).forEach(kind -> codecs.put(kind, codec));
        kinds.addAll(List.of(ofKinds));
        return this;
    }

    /** Kinds of rows that say all in their key. */
    public GoldenRows present(String... ofKinds) {
        kinds.addAll(List.of(ofKinds));
        return this;
    }

    /** What was written now comes out as ever. */
    public void check(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        Map<Bytes, byte[]> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        check(rows);
    }

    /** The same of rows from elsewhere, in the order of their keys. */
    public void check(Map<Bytes, byte[]> rows) {
        List<String> written = new ArrayList<>();
        rows.forEach((key, value) -> written.add(new Line(kindOf.apply(key), key, value).text()));
        lines.check(written);
    }

    /** What was ever written is read, and comes out the same when it is written again. */
    public void checkReading() {
        lines().forEach(row -> {
            if (codecs.containsKey(row.kind)) {
                assertThat(rewritten(codecs.get(row.kind), row)).as(row.text()).isEqualTo(row.value);
            } else {
                assertThat(row.value).as(row.text()).isEqualTo(RowCodec.present());
            }
        });
    }

    /**
     * Rows as they were written in formats before are read as what the rows here, under the same keys, say.
     *
     * @param resource of the module's tests
     */
    public void checkReadingOfBefore(String resource) {
        assertThat(new GoldenLines(resource).lines()).isNotEmpty().map(Line::of).allSatisfy(before -> {
            Line now = lines().stream().filter(row -> row.key.equals(before.key)).findFirst().orElseThrow();
            RowCodec<?> codec = Optional.ofNullable(codecs.get(now.kind)).orElseThrow();
            assertThat(before.value).isNotEqualTo(now.value);
            assertThat((Object) codec.read(before.key, before.value)).isEqualTo(codec.read(now.key, now.value));
        });
    }

    /**
     * There are rows of each kind, and no others.
     *
     * @param declaring has all codecs of the store as constants: whoever adds one adds rows of its kind
     */
    public void checkKinds(Class<?> declaring) {
        assertThat(lines()).extracting(Line::kind).containsOnly(kinds.toArray(String[]::new));
        assertThat(codecs.values()).as("the codecs of %s", declaring).containsAll(codecsOf(declaring));
    }

    private static <T> byte[] rewritten(RowCodec<T> codec, Line row) {
        return codec.write(row.key, codec.read(row.key, row.value));
    }

    private static List<RowCodec<?>> codecsOf(Class<?> declaring) {
        List<RowCodec<?>> found = new ArrayList<>();
        for (var field : declaring.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == RowCodec.class) {
                field.setAccessible(true);
                try {
                    found.add((RowCodec<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return found;
    }

    private List<Line> lines() {
        return lines.lines().stream().map(Line::of).toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // written as text, never compared
    private record Line(String kind, Bytes key, byte[] value) {

        static Line of(String text) {
            String[] parts = text.split(" ", -1);
            return new Line(parts[0], Bytes.wrap(HexFormat.of().parseHex(parts[1])), HexFormat.of().parseHex(parts[2]));
        }

        String text() {
            return kind + " " + HexFormat.of().formatHex(key.get()) + " " + HexFormat.of().formatHex(value);
        }
    }
}
