package io.quotastack.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A column of a table.
 *
 * @param isNumber stands at the right
 * @param cell what a row has there
 */
record Column(String title, boolean isNumber, Function<JsonNode, String> cell) {

    /** What stands there for nothing. */
    private static final String NONE = "-";

    /** A member of the row, by its JSON pointer. */
    static Column text(String title, String pointer) {
        return new Column(title, false, row -> text(row.at(pointer)));
    }

    /** An amount in millicredits, a count. */
    static Column number(String title, String pointer) {
        return new Column(title, true, row -> text(row.at(pointer)));
    }

    /** To the second; whole days without their midnight. */
    static Column time(String title, String pointer) {
        return new Column(title, false, row -> time(text(row.at(pointer))));
    }

    static Column of(String title, Function<JsonNode, String> cell) {
        return new Column(title, false, cell);
    }

    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NONE;
        }
        if (value.isObject()) {
            List<String> members = new ArrayList<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                members.add(member.getKey() + "=" + text(member.getValue()));
            }
            return members.isEmpty() ? NONE : String.join(" ", members);
        }
        if (value.isArray()) {
            String all = String.join(",", value.valueStream().map(Column::text).toList());
            return all.isEmpty() ? NONE : all;
        }
        return value.asText().isEmpty() ? NONE : value.asText();
    }

    static String time(String time) {
        return time.replaceFirst("\\.\\d+Z$", "Z").replaceFirst("T00:00:00Z$", "");
    }
}
