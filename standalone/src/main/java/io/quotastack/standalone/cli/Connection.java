package io.quotastack.standalone.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import io.quotastack.client.Patience;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.standalone.cli.Target.InstallationsKey;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options of all commands that ask the API: where it is, and the key. */
public final class Connection {

    /** Somebody may sit in front of it, who should soon hear that nothing answers. */
    private static final Patience PATIENCE = Patience.STANDARD.withAttempts(4);

    @Option(names = "--url", paramLabel = "URL", description = "The API; else QUOTASTACK_URL, the profile's, http://127.0.0.1:8080.")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file with the API key and nothing else; else QUOTASTACK_API_KEY, the profile's, the installation's.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(names = "--profile", paramLabel = "NAME", description = "URL and key of ~/.config/quotastack/config.properties (NAME.url, NAME.key), before the environment's; else QUOTASTACK_PROFILE, or 'default'.")
    private Optional<String> profile = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR", showDefaultValue = Visibility.ALWAYS, description = "The installation on this machine whose credentials.json has the key.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--environment", paramLabel = "ENV", showDefaultValue = Visibility.ALWAYS, description = "Which of the installation's keys: live, test or root.")
    private InstallationsKey environment = InstallationsKey.LIVE;

    /** What the options, the environment and the files say. Throws {@link CannotConnectException}. */
    public Target target() {
        return Target.of(new Target.Asked(url, keyFile, profile, dataDirectory, environment), System.getenv());
    }

    /** A client of it, to be closed. */
    public QuotaStackClient client() {
        Target target = target();
        return new QuotaStackClient(target.url(), target.key(), PATIENCE);
    }
}
