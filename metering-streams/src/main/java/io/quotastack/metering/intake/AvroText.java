package io.quotastack.metering.intake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether the texts of an Avro record are the UTF-8 that Avro wants. Its readers, ours and others', put the replacement
 * character in place of what is not, so that different ids become one. The record itself tells: a text that was read as
 * it stands there is found in its bytes, behind its length.
 */
final class AvroText {

    private static final char REPLACEMENT = '\ufffd';

    /** More than an event without lines can have. */
    private static final int MOST_LOOKED_FOR = 200;

    private AvroText() {}

    /**
     * Whether all are.
     *
     * @param texts all that were read of the record; where most of hundreds may be at fault, it is not looked for each
     */
    static boolean isUtf8(byte[] record, List<String> texts) {
        Map<String, Long> doubtful = texts.stream().filter(text -> text.indexOf(REPLACEMENT) >= 0)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return doubtful.size() <= MOST_LOOKED_FOR && doubtful.entrySet().stream()
                .allMatch(text -> occurrences(record, written(text.getKey())) >= text.getValue());
    }

    /** As Avro writes it: the number of bytes as a zig-zag varint, and the bytes. */
    private static byte[] written(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        var written = new ByteArrayOutputStream(utf8.length + 5);
        int length = utf8.length << 1;
        while (length > 0x7f) {
            written.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        written.write(length);
        written.writeBytes(utf8);
        return written.toByteArray();
    }

    private static int occurrences(byte[] record, byte[] text) {
        int found = 0;
        for (int at = 0; at + text.length <= record.length; at++) {
            int same = 0;
            while (same < text.length && record[at + same] == text[same]) {
                same++;
            }
            found += same == text.length ? 1 : 0;
        }
        return found;
    }
}
