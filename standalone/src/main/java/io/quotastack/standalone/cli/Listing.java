package io.quotastack.standalone.cli;

import java.util.Iterator;
import java.util.NoSuchElementException;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How much of a list is wanted. */
final class Listing {

    private static final int LARGEST_PAGE = 200;

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, showDefaultValue = Visibility.ALWAYS, description = "So many rows at the most.")
    private int limit = 100;

    @Option(names = "--all", description = "All rows, however many.")
    private boolean all;

    /** From 1 on. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9]\\d{0,8}")) {
                throw new TypeConversionException("'" + text + "' is no number of rows");
            }
            return Integer.parseInt(text);
        }
    }

    /** With pages that have no more than is wanted. */
    ApiPath paged(ApiPath path) {
        return path.with("limit", all ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE));
    }

    Iterator<JsonNode> cut(Iterator<JsonNode> rows) {
        return all ? rows : new First(rows, limit);
    }

    String thereAreMore() {
        return "the first " + limit + "; there are more: --limit, --all";
    }

    /** Leaves the rest where it is. */
    private static final class First implements Iterator<JsonNode> {

        private final Iterator<JsonNode> rows;
        private int left;

        First(Iterator<JsonNode> rows, int most) {
            this.rows = rows;
            this.left = most;
        }

        @Override
        public boolean hasNext() {
            return left > 0 && rows.hasNext();
        }

        @Override
        public JsonNode next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            left--;
            return rows.next();
        }
    }
}
