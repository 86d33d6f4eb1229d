package io.quotastack.nodes.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What may be meant by a name that is none. */
final class Suggestion {

    private static final int MOST_EDITS = 4;

    private Suggestion() {}

    /** The name that takes the fewest edits, when those are few for its length. */
    static Optional<String> of(String name, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(other -> edits(name, other)))
                .filter(nearest -> edits(name, nearest) <= Math.min(MOST_EDITS, nearest.length() / 3));
    }

    /** The Levenshtein distance: letters to insert, delete or replace. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
