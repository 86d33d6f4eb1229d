package io.quotastack.standalone.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.quotastack.nodes.start.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quotastack restore}: makes a data directory of a backup. */
@Command(name = "restore", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Makes a new data directory of a backup, each file compared with its checksum.")
public final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The backup.")
    private Path backup = Path.of("");

    @Option(names = "--data-dir", paramLabel = "DATA", description = "What becomes the installation: a new or an empty directory.")
    private Path dataDirectory = Path.of("data");

    @Override
    public Integer call() throws IOException {
        try {
            var progress = new Progress(System.out);
            Manifest restored = new Restore(backup, dataDirectory, progress).run();
            progress.say("quotastack restored " + dataDirectory + " as of " + restored.takenAt() + " in "
                    + progress.total()
                    + ": all since then is not in it. The next: ./quotastack verify --data-dir " + dataDirectory);
            return 0;
        } catch (BackupFailedException e) {
            System.err.println("quotastack: cannot restore: " + e.getMessage());
            return 1;
        }
    }
}
