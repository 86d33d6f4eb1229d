package io.quotastack.standalone.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Rows for people: each column as wide as it has to be for the first rows, so that a list of any length is printed as it comes.
 */
final class Table {

    private static final int MEASURED_ROWS = 200;
    private static final int WIDEST = 60;
    /** Of the names of fields: what a command shows in several parts stands below each other. */
    private static final int FIELD_NAMES = 17;
    /** Texts are the tenants' users': a terminal must not obey them, nor show them in another order. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

    private final List<Column> columns;

    Table(List<Column> columns) {
        this.columns = columns;
    }

    /** Prints them below their titles; that there are none, if so. */
    void print(Iterator<JsonNode> rows, PrintWriter out) {
        List<List<String>> first = new ArrayList<>();
        first.add(columns.stream().map(column -> column.title().toUpperCase(Locale.ROOT)).toList());
        while (first.size() <= MEASURED_ROWS && rows.hasNext()) {
            first.add(cells(rows.next()));
        }
        if (first.size() == 1) {
            out.println("none");
            return;
        }
        int[] widths = new int[columns.size()];
        for (List<String> row : first) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        first.forEach(row -> out.println(line(row, widths)));
        rows.forEachRemaining(row -> out.println(line(cells(row), widths)));
    }

    /** Names and values, below each other. */
    static void fields(List<Column> fields, JsonNode document, PrintWriter out) {
        int widest = Math.max(FIELD_NAMES, fields.stream().mapToInt(field -> length(field.title())).max().orElse(0));
        for (Column field : fields) {
            out.println(field.title() + " ".repeat(widest - length(field.title())) + "  "
                    + printable(field.cell().apply(document)));
        }
    }

    private List<String> cells(JsonNode row) {
        return columns.stream().map(column -> cut(printable(column.cell().apply(row))))
                .collect(Collectors.toList());
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
            line.append(columns.get(i).isNumber() ? padding + cells.get(i) : cells.get(i) + padding).append("  ");
        }
        return line.toString().stripTrailing();
    }

    static String printable(String text) {
        return CONTROLS.matcher(text).replaceAll("\ufffd");
    }

    private static String cut(String text) {
        return length(text) <= WIDEST ? text : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
