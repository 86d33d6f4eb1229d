package io.quotastack.standalone.bulk;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

import io.quotastack.nodes.data.DurableFile;

/**
 * How far an export into a file is.
 *
 * @param what is exported, in words: another export does not go on with it
 * @param to the end of its range, which does not move when it goes on
 * @param cursor of the next page; empty after the last
 * @param bytes of the file that are whole
 */
record ExportProgress(String what, String to, String cursor, long bytes, long rows) {

    static Optional<ExportProgress> in(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new ExportProgress(properties.getProperty("what", ""), properties.getProperty("to", ""),
                    properties.getProperty("cursor", ""), Long.parseLong(properties.getProperty("bytes", "")),
                    Long.parseLong(properties.getProperty("rows", ""))));
        } catch (IllegalArgumentException e) {
            throw new CannotGoOnException(file + " is damaged: move it away to begin anew");
        }
    }

    /** The whole of it or what was there before. */
    void writeTo(Path file) throws IOException {
        var properties = new Properties();
        properties.setProperty("what", what);
        properties.setProperty("to", to);
        properties.setProperty("cursor", cursor);
        properties.setProperty("bytes", Long.toString(bytes));
        properties.setProperty("rows", Long.toString(rows));
        var text = new StringWriter();
        properties.store(text, null);
        DurableFile.write(file, text.toString());
    }
}
