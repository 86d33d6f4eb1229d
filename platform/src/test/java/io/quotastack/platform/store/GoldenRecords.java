package io.quotastack.platform.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Records of one topic, an example of each kind or more, byte for byte as they were when their format was fixed, as lines
 * of {@code kind value}. A record that comes out otherwise needs a format of its own: what is in the log stays readable.
 *
 * @param <T> what is written
 */
public final class GoldenRecords<T> {

    private final GoldenLines lines;
    private final List<T> examples;
    private final Function<T, String> kindOf;
    private final Function<T, byte[]> writer;
    private final Function<byte[], T> reader;
    private final Function<byte[], String> show;
    private final Function<String, byte[]> parse;

    private GoldenRecords(String resource, List<T> examples, Function<T, String> kindOf, Function<T, byte[]> writer,
            Function<byte[], T> reader, Function<byte[], String> show, Function<String, byte[]> parse) {
        this.lines = new GoldenLines(resource);
        this.examples = examples;
        this.kindOf = kindOf;
        this.writer = writer;
        this.reader = reader;
        this.show = show;
        this.parse = parse;
    }

    /**
     * Records in a file, as hexadecimal digits.
     *
     * @param resource of the module's tests
     * @param kindOf in one word
     */
    public static <T> GoldenRecords<T> binary(String resource, List<T> examples, Function<T, String> kindOf,
            Function<T, byte[]> writer, Function<byte[], T> reader) {
        return new GoldenRecords<>(resource, examples, kindOf, writer, reader, HexFormat.of()::formatHex,
                HexFormat.of()::parseHex);
    }

    /** The same of records that are JSON. */
    public static <T> GoldenRecords<T> json(String resource, List<T> examples, Function<T, String> kindOf,
            Function<T, byte[]> writer, Function<byte[], T> reader) {
        return new GoldenRecords<>(resource, examples, kindOf, writer, reader, bytes -> new String(bytes, UTF_8),
                text -> text.getBytes(UTF_8));
    }

    /** What was written now comes out as ever. */
    public void check() {
        lines.check(
                examples.stream().map(example -> kindOf.apply(example) + " " + show.apply(writer.apply(example)))
                        .toList());
    }

    /** What was ever written is read as what it was. */
    public void checkReading() {
        assertThat(lines.lines()).extracting(line -> reader.apply(parse.apply(line.substring(line.indexOf(' ') + 1))))
                .containsExactlyElementsOf(examples);
    }

    /** There are examples of each kind, and no others. */
    public void checkKinds(Collection<String> kinds) {
        assertThat(lines.lines()).extracting(line -> line.substring(0, line.indexOf(' '))).containsOnly(
                kinds.toArray(String[]::new));
    }
}
