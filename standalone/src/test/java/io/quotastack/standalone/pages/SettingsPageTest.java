package io.quotastack.standalone.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.Setting;

/** The reference of settings is the table in the code. */
class SettingsPageTest {

    private static final String NONE = "–";

    @Test
    void theTableOfSettingsIsTheCatalogue() {
        List<String> table = Page.read(Repository.ROOT.resolve("docs/reference/configuration.md")).tableRows().stream()
                .filter(row -> row.getFirst().startsWith("`") && !row.getFirst().equals("`kafka.*`"))
                .map(row -> String.join(" | ", row)).toList();

        assertThat(table).containsExactlyElementsOf(Catalogue.ALL.stream().map(SettingsPageTest::row).toList());
    }

    private static String row(Setting<?> setting) {
        return String.join(" | ", "`" + setting.name() + "`",
                setting.kind().words() + (setting.secret() ? "; secret" : ""),
                setting.otherwise().map(value -> "`" + value + "`").orElse(NONE), apps(setting.required()),
                apps(setting.apps()), setting.words());
    }

    private static String apps(Set<NodeApp> apps) {
        if (apps.size() == NodeApp.values().length) {
            return "all";
        }
        return apps.isEmpty()
                ? NONE
                : Arrays.stream(NodeApp.values()).filter(apps::contains).map(NodeApp::command)
                        .collect(Collectors.joining(", "));
    }
}
