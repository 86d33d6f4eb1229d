package io.quotastack.nodes;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.quotastack.nodes.app.Assemblies;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.SettingsHelp;
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
                .footer(SettingsHelp.of(app).toArray(String[]::new));
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        return Assemblies.run(SettingsReader.read(app, System.getenv(), file));
    }
}
