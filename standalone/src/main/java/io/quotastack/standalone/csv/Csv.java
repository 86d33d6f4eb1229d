package io.quotastack.standalone.csv;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Rows of values separated by commas (RFC 4180), one at a time: a value may stand in double quotes, doubled within. Lines end
 * by LF or CRLF; empty ones are passed over. Throws {@link CsvException}, and {@link UncheckedIOException} of the reader.
 */
public final class Csv implements Iterator<Csv.Row> {

    /** Of one row: a quote that is never closed would take in the rest of the file. */
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final int END = -1;
    /** Excel's mark of UTF-8. */
    private static final int BYTE_ORDER_MARK = '\ufeff';

    /** A row, and the line on which it begins, from 1. */
    public record Row(int line, List<String> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    private final PushbackReader reader;
    private int line = 1;
    /** Of the character read last, from 1; 0 before the first of a line. */
    private int column;
    private int characters;
    private @Nullable Row next;

    /** @param reader buffered; whoever made it closes it */
    public Csv(Reader reader) {
        this.reader = new PushbackReader(reader);
        int first = read();
        if (first == BYTE_ORDER_MARK) {
            column = 0;
        } else {
            unread(first);
        }
    }

    /** Values as a row, without the end of the line. */
    public static String row(List<String> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(","));
    }

    private static String value(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            int first = read();
            if (first == END) {
                return false;
            }
            unread(first);
            Row row = readRow();
            if (row.values().size() > 1 || !row.values().getFirst().isEmpty()) {
                next = row;
            }
        }
        return true;
    }

    @Override
    public Row next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
    }

    private Row readRow() {
        int first = line;
        characters = 0;
        var values = new ArrayList<String>();
        int end;
        do {
            var value = new StringBuilder();
            end = readValue(value);
            values.add(value.toString());
        } while (end == ',');
        endLine();
        return new Row(first, values);
    }

    /** Answers what stands behind the value: a comma, or the end of the line or of the file. */
    private int readValue(StringBuilder value) {
        int c = read();
        if (c == '"') {
            return readQuoted(value);
        }
        while (c != ',' && c != '\n' && c != END) {
            if (c == '\r') {
                int after = read();
                if (after == '\n' || after == END) {
                    return '\n';
                }
                unread(after);
            }
            append(value, c);
            c = read();
        }
        return c;
    }

    private int readQuoted(StringBuilder value) {
        String quote = place();
        while (true) {
            int c = read();
            if (c == END) {
                throw new CsvException(quote, "a double quote that is never closed");
            }
            if (c == '"') {
                int after = read();
                boolean endsLine = after == '\r';
                if (endsLine) {
                    after = read();
                }
                if (after == '\n' || after == END || (after == ',' && !endsLine)) {
                    return after;
                }
                if (after != '"' || endsLine) {
                    throw new CsvException(place(), "text after a closing double quote");
                }
            }
            if (c == '\n') {
                endLine();
            }
            append(value, c);
        }
    }

    private void append(StringBuilder value, int c) {
        if (++characters > MOST_CHARACTERS) {
            throw new CsvException(place(), "a row of more than " + MOST_CHARACTERS + " characters");
        }
        value.append((char) c);
    }

    private void endLine() {
        line++;
        column = 0;
    }

    private String place() {
        return "line " + line + ", column " + column;
    }

    private int read() {
        try {
            int c = reader.read();
            column += c == END ? 0 : 1;
            return c;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unread(int c) {
        if (c != END) {
            try {
                reader.unread(c);
                column--;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
