package io.quotastack.standalone.pages;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** How the pages hang together. */
class PagesTest {

    private static final Path README = Repository.ROOT.resolve("README.md");
    private static final int MOST_LINES_OF_THE_README = 150;

    private final List<Page> pages = Page.all();
    private final Map<Path, Page> byPath = pages.stream().collect(toMap(Page::path, page -> page));

    @Test
    void theReadmeIsShort() {
        assertThat(Repository.text(README).lines().count()).isLessThanOrEqualTo(MOST_LINES_OF_THE_README);
    }

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatAreThere() {
        List<String> broken = pages.stream()
                .flatMap(page -> page.links().stream().filter(link -> !resolves(page, link))
                        .map(link -> page + ": " + link))
                .toList();

        assertThat(broken).isEmpty();
    }

    private boolean resolves(Page page, String link) {
        Path target = page.target(link);
        int hash = link.indexOf('#');
        if (hash < 0) {
            return Files.exists(target);
        }
        Page there = byPath.get(target);
        return there != null && there.anchors().contains(link.substring(hash + 1));
    }

    @Test
    void everyPageIsFoundFromTheReadme() {
        Set<Path> found = new HashSet<>(Set.of(README));
        Deque<Page> toRead = new ArrayDeque<>(List.of(Page.read(README)));
        while (!toRead.isEmpty()) {
            Page page = toRead.pop();
            page.links().stream().map(page::target).filter(byPath::containsKey).filter(found::add).map(byPath::get)
                    .forEach(toRead::push);
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(byPath.keySet());
    }
}
