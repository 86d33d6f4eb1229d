package io.quotastack.standalone.prices;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One price of a list.
 *
 * @param place in the file, such as {@code line 3}
 * @param when the dimensions' values that it is for; none: the metric's own price
 * @param price its fields, as a rule's creation takes them (CONTRACT 4)
 */
record ListedPrice(String place, SortedMap<String, String> when, JsonNode price) {

    ListedPrice {
        when = Collections.unmodifiableSortedMap(new TreeMap<>(when));
    }

    /** The members of the price. */
    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        price.properties().forEach(member -> fields.put(member.getKey(), member.getValue()));
        return fields;
    }

    /** What it is for, in words. */
    static String text(SortedMap<String, String> when) {
        if (when.isEmpty()) {
            return "(any)";
        }
        var text = new StringBuilder();
        when.forEach((name, value) -> text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }
}
