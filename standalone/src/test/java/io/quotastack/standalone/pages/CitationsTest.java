package io.quotastack.standalone.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** Comments cite the contract by section. */
class CitationsTest {

    private static final Page CONTRACT = Page.read(Repository.ROOT.resolve("docs/reference/contract.md"));
    private static final Pattern CITATION = Pattern.compile("CONTRACT (\\d+)");
    private static final Pattern SECTION = Pattern.compile("^## (\\d+)\\. ", Pattern.MULTILINE);

    @Test
    void everySectionThatCodeCitesIsThere() {
        Set<String> sections = SECTION.matcher(CONTRACT.text()).results().map(section -> section.group(1))
                .collect(Collectors.toSet());

        List<String> broken = Repository.sources().stream()
                .flatMap(source -> CITATION.matcher(Repository.text(source)).results()
                        .filter(citation -> !sections.contains(citation.group(1)))
                        .map(citation -> source + ": " + citation.group()))
                .toList();

        assertThat(sections).isNotEmpty();
        assertThat(broken).isEmpty();
    }
}
