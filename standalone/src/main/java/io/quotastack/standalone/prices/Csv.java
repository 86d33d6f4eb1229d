package io.quotastack.standalone.prices;

import java.util.ArrayList;
import java.util.List;

/** Rows of values separated by commas (RFC 4180): a value may stand in double quotes, doubled within. */
final class Csv {

    /** A row, and the line on which it begins, from 1. */
    record Row(int line, List<String> values) {
        Row {
            values = List.copyOf(values);
        }
    }

    private final String text;
    private int at;
    private int line = 1;

    private Csv(String text) {
        this.text = text;
    }

    /** All rows but empty ones. */
    static List<Row> rows(String text) {
        var csv = new Csv(text);
        var rows = new ArrayList<Row>();
        while (csv.at < text.length()) {
            Row row = csv.row();
            if (row.values().size() > 1 || !row.values().getFirst().isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The value as it stands in a row. */
    static String value(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private Row row() {
        int first = line;
        var values = new ArrayList<String>();
        values.add(value());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            values.add(value());
        }
        endOfLine();
        return new Row(first, values);
    }

    private void endOfLine() {
        if (text.startsWith("\r\n", at)) {
            at += 2;
        } else if (at < text.length()) {
            at++;
        }
        line++;
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int from = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** For people: the line, and the character of it, both from 1. */
    private String place(int index) {
        return "line " + line + ", column " + (index - text.lastIndexOf('\n', index - 1));
    }

    private String quoted() {
        String first = place(at);
        var value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && !text.startsWith("\"", at)) {
                if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                    throw new PriceListException(place(at) + ": text after a closing double quote");
                }
                return value.toString();
            }
            at += c == '"' ? 1 : 0;
            line += c == '\n' ? 1 : 0;
            value.append(c);
        }
        throw new PriceListException(first + ": a double quote that is never closed");
    }
}
