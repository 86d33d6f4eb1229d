package io.quotastack.standalone.pages;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** How the pages hang together. */
class PagesTest {

    private static final Path README = Repository.ROOT.resolve("README.md");
    private static final Path DOCS = Repository.ROOT.resolve("docs");
    private static final Path INDEX = DOCS.resolve("README.md");
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

    /** By the index itself, or by the list of a folder that is on it. */
    @Test
    void theIndexListsEveryPage() {
        Set<Path> listed = pages.stream().filter(page -> page.path().startsWith(DOCS))
                .filter(page -> page.path().endsWith("README.md"))
                .flatMap(list -> list.links().stream().map(list::target)).collect(toSet());

        assertThat(byPath.keySet().stream().filter(page -> page.startsWith(DOCS) && !page.equals(INDEX)))
                .isNotEmpty().isSubsetOf(listed);
    }

    @Test
    void theReadmeLeadsToTheIndexAndToEveryPageBesideIt() {
        Page readme = Page.read(README);

        assertThat(readme.links().stream().map(readme::target).filter(byPath::containsKey)).contains(INDEX)
                .containsAll(byPath.keySet().stream()
                        .filter(page -> !page.startsWith(DOCS) && !page.equals(README)).toList());
    }
}
