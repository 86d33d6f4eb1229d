package io.quotastack.standalone.pages;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The contract says what is not there yet. What has come to be since leaves that list. */
class NotThereYetTest {

    private static final Page CONTRACT = Page.read(Repository.ROOT.resolve("docs/reference/contract.md"));
    private static final Pattern SECTION = Pattern.compile("^## Not there yet\n(.*?)^## ",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern COMMA = Pattern.compile(", ");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The cells that say what is missing, of all rows. */
    private static List<String> missing() {
        String section = SECTION.matcher(CONTRACT.text()).results().findFirst().orElseThrow().group(1);
        return new Page(CONTRACT.path(), section).tableRows().stream()
                .flatMap(row -> CODE.matcher(row.get(1)).results()).map(code -> code.group(1)).toList();
    }

    /** So that who comes by a link to a section is not misled. */
    @Test
    void eachSectionSaysWhatOfItIsMissing() {
        String list = SECTION.matcher(CONTRACT.text()).results().findFirst().orElseThrow().group(1);
        for (List<String> row : new Page(CONTRACT.path(), list).tableRows()) {
            COMMA.splitAsStream(row.getFirst()).filter(section -> section.matches("\\d+")).forEach(
                    section -> assertThat(CONTRACT.text()).as("section %s", section)
                            .containsPattern("(?m)^## " + section
                                    + "\\. .*\n\n\\*\\[Not there yet\\].*" + Pattern.quote(row.get(1))));
        }
    }

    @Test
    void noOperationOfTheListIsDescribed() {
        String described = Repository.texts("ingest-api/src/main/resources/openapi/paths").collect(joining());

        assertThat(missing().stream().filter(code -> code.matches("(GET|POST|PATCH) .*"))).isNotEmpty()
                .noneMatch(operation -> described.contains("\n" + operation + ":"));
    }

    @Test
    void noOptionOfTheListIsTaken() {
        String command = Repository.text(
                Repository.ROOT.resolve("standalone/src/main/java/io/quotastack/standalone/UpCommand.java"));

        assertThat(missing().stream().filter(code -> code.startsWith("--")))
                .noneMatch(option -> command.contains("\"" + option + "\""));
    }

    @Test
    void noCommandOfTheListIsTheLaunchers() {
        String launcher = Repository.text(Repository.ROOT.resolve("quotastack"));

        assertThat(missing().stream().filter(code -> code.startsWith("./quotastack "))
                .map(code -> code.replace("./quotastack ", "")))
                .noneMatch(
                        name -> Pattern.compile("^ +([\\w-]+ \\| )*" + name + "( \\| [\\w-]+)*\\)$", Pattern.MULTILINE)
                                .matcher(launcher).find());
    }

    @Test
    void noEventOfTheListIsDescribed() {
        String webhooks = Repository
                .text(Repository.ROOT.resolve("ingest-api/src/main/resources/openapi/webhooks.yaml"));

        assertThat(missing().stream().filter(code -> code.matches("[a-z]+\\.[a-z_]+"))).noneMatch(webhooks::contains);
    }
}
