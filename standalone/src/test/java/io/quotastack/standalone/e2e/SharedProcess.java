package io.quotastack.standalone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One process for all tests that need no other: started by the first of them, killed when the tests' JVM ends. Each test
 * has tenants of its own, so they are in nobody's way. Two partitions, so that customers live apart.
 */
final class SharedProcess {

    private SharedProcess() {}

    /** The running process. */
    static QuotaStackProcess get() {
        return Holder.PROCESS;
    }

    private static final class Holder {
        private static final Path DIRECTORY = newDirectory();
        private static final QuotaStackProcess PROCESS = start();

        private static Path newDirectory() {
            try {
                return Files.createTempDirectory("quotastack-e2e");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static QuotaStackProcess start() {
            QuotaStackProcess process = QuotaStackProcess.start(DIRECTORY, "--partitions", "2", "--no-fsync");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end of the shared process"));
            return process;
        }

        private static void end(QuotaStackProcess process) {
            process.close();
            if (process.output().contains("ERROR")) {
                System.err.println("quotastack had errors:\n" + process.output());
            }
            try (Stream<Path> files = Files.walk(DIRECTORY)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                System.err.println("left behind: " + e);
            }
        }
    }
}
