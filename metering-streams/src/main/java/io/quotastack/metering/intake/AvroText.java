package io.quotastack.metering.intake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * Whether the texts of an Avro record are the UTF-8 that Avro wants. Its readers, ours and others', put the replacement
 * character in place of what is not, so that different ids become one. The record itself tells: a text that was read as
 * it stands there is found in its bytes, behind its length.
 */
final class AvroText {

    private static final char REPLACEMENT = '\ufffd';

    private AvroText() {}

    /** @param texts all that were read of the record */
    static boolean isUtf8(byte[] record, List<String> texts) {
        return texts.stream().filter(text -> text.indexOf(REPLACEMENT) >= 0).distinct()
                .allMatch(text -> occurrences(record, written(text)) >= Collections.frequency(texts, text));
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
