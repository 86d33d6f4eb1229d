package io.quotastack.api.pages;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A heading of a page.
 *
 * @param level 1 for the title
 * @param anchor what stands behind the {@code #} of a link to it
 */
record Heading(int level, String anchor, String text) {

    /** Spells the anchors of one page as GitHub does, since the pages link to each other as they are read there. */
    static final class Anchors {

        private final Map<String, Integer> taken = new HashMap<>();

        String next(String heading) {
            String anchor = heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-');
            int before = taken.merge(anchor, 1, Integer::sum) - 1;
            return before == 0 ? anchor : anchor + "-" + before;
        }
    }
}
