package io.quotastack.nodes.settings;

import java.util.ArrayList;
import java.util.List;

/** The settings of an app in a form for {@code --help}. */
public final class SettingsHelp {

    private SettingsHelp() {}

    public static List<String> of(NodeApp app) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Settings, in the file or the environment; of a secret, name.file or NAME_FILE names its file:");
        for (Setting<?> setting : Catalogue.of(app)) {
            lines.add("");
            lines.add("  " + setting.name() + "  " + setting.variable()
                    + (setting.required().contains(app) ? "  required" : "")
                    + setting.otherwise().map(value -> "  default " + value).orElse("")
                    + (setting.secret() ? "  secret" : ""));
            lines.add("      " + setting.kind().words() + ": " + setting.words());
        }
        lines.add("");
        lines.add("  kafka.*  QUOTASTACK_KAFKA_*");
        lines.add("      what each of Kafka's clients takes, such as kafka.sasl.jaas.config");
        return lines.stream().map(line -> line.replace("%", "%%")).toList();
    }
}
