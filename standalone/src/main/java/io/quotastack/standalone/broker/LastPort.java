package io.quotastack.standalone.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;

/**
 * The port that the broker had last. After a crash it must have the same one again: transactions that were committing
 * are finished by messages to the address that the log of the cluster still has for the broker, and until they are
 * finished nothing else commits. After a clean stop any port will do.
 */
record LastPort(Path file, Path logDirectory) {

    private static final String FILE = "kafka-port";
    /** Kafka writes it at the end of a clean stop and deletes it at the next start. */
    private static final String CLEAN_STOP = ".kafka_cleanshutdown";

    static LastPort in(Path directory, Path logDirectory) {
        return new LastPort(directory.resolve(FILE), logDirectory);
    }

    /**
     * Binds the asked port, or for 0 the last one if it is free. Throws {@link CannotStartException} when the last one is
     * needed and cannot be had.
     */
    LoopbackSockets bind(int asked) {
        Optional<Integer> last = read();
        boolean needed = last.isPresent() && !Files.exists(logDirectory.resolve(CLEAN_STOP));
        if (needed && asked != 0 && asked != last.get()) {
            throw new CannotStartException("the last stop was a crash; start once more with --kafka-port " + last.get()
                    + ", so that what it left open can be finished, then change the port");
        }
        if (asked != 0 || last.isEmpty()) {
            return LoopbackSockets.bind(asked);
        }
        try {
            return LoopbackSockets.bind(last.get());
        } catch (CannotStartException e) {
            if (needed) {
                throw e;
            }
            return LoopbackSockets.bind(0);
        }
    }

    void remember(int port) {
        try {
            DurableFile.write(file, Integer.toString(port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    Optional<Integer> read() {
        try {
            return Files.exists(file) ? Optional.of(Integer.valueOf(Files.readString(file).strip())) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new CannotStartException("cannot read the broker's last port in " + file, e);
        }
    }
}
