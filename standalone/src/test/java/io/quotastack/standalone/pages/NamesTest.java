package io.quotastack.standalone.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** What a page sets as code and looks like a type is one. */
class NamesTest {

    /** The end of a package, a type, a member: {@code core.decide.BurnDown.of}; all but the type may be missing. */
    private static final Pattern NAME = Pattern
            .compile("((?:[a-z]+\\.)*)([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");

    /** Names of others: headers, methods of HTTP's preferences and the like. */
    private static final Set<String> NO_TYPES = Set.of("Prefer", "RateLimit", "TopicNameStrategy",
            "java.lang.String");

    private final Types types = new Types();

    @Test
    void everyTypeThatAPageNamesIsThere() {
        List<String> unknown = Page.all().stream()
                .flatMap(page -> page.code().stream().filter(this::isUnknown).map(code -> page + ": " + code))
                .toList();

        assertThat(unknown).isEmpty();
    }

    private boolean isUnknown(String code) {
        Matcher name = NAME.matcher(code);
        if (!name.matches() || NO_TYPES.contains(code)) {
            return false;
        }
        return !types.has(name.group(1).replaceFirst("\\.$", ""), name.group(2),
                Objects.requireNonNullElse(name.group(3), ""));
    }
}
