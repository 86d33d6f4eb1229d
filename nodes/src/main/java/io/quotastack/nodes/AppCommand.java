package io.quotastack.nodes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.quotastack.nodes.app.Assemblies;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.Setting;
import io.quotastack.nodes.settings.SettingsReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The command of one app. */
@Command(mixinStandardHelpOptions = true)
final class AppCommand implements Callable<Integer> {

    private final NodeApp app;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings, one name=value a line; the environment goes before it.")
    private Optional<Path> file = Optional.empty();

    private AppCommand(NodeApp app) {
        this.app = app;
    }

    static CommandSpec of(NodeApp app) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new AppCommand(app)).name(app.command());
        String words = app.words();
        spec.usageMessage().description(Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".")
                .footer(settings(app).toArray(String[]::new));
        return spec;
    }

    /** Its settings, in a form for {@code --help}. */
    private static List<String> settings(NodeApp app) {
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

    @Override
    public Integer call() throws InterruptedException {
        return Assemblies.run(SettingsReader.read(app, System.getenv(), file));
    }
}
