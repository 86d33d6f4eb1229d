package io.quotastack.standalone.backup;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.PrivateDirectory;
import io.quotastack.nodes.start.Progress;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.data.MasterKeyFile;

/**
 * Copies what cannot be made again of a data directory: the log as of one instant ({@link LogSnapshot}), and the files beside
 * it. State and history are made of the log.
 */
final class Backup {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Kafka writes it at the end of a clean stop: then no batch is half there. */
    private static final String CLEAN_STOP = ".kafka_cleanshutdown";
    /** No producer may send a larger one, and Kafka's own are far smaller; dead letters may have 5 MiB. */
    private static final long MOST_OF_A_BATCH = 6L << 20;

    private final Path data;
    private final Path backup;
    private final Progress progress;

    Backup(Path data, Path backup, Progress progress) {
        this.data = data.toAbsolutePath().normalize();
        this.backup = backup.toAbsolutePath().normalize();
        this.progress = progress;
    }

    /** Takes it; answers what it consists of. */
    Manifest take() throws IOException {
        for (String needed : List.of(Installation.FILE, MasterKeyFile.FILE, EmbeddedBroker.LOG_DIRECTORY)) {
            if (!Files.exists(data.resolve(needed))) {
                throw new BackupFailedException(
                        data + " cannot be backed up: it has no " + needed + " (--data-dir)");
            }
        }
        if (backup.startsWith(data)) {
            throw new BackupFailedException(backup + " is inside of what it would be a backup of");
        }
        // Nobody starts on a stopped directory meanwhile.
        Optional<DataDirectory> stopped = DataDirectory.openIfFree(data);
        try {
            makeDirectory();
            progress.say(stopped.isPresent()
                    ? "backing up the stopped " + data
                    : "backing up " + data + " beside its process");
            return take(stopped.isPresent());
        } finally {
            stopped.ifPresent(DataDirectory::close);
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.exists(backup)) {
            try (Stream<Path> files = Files.list(backup)) {
                if (files.findAny().isPresent()) {
                    throw new BackupFailedException(backup + " is not empty: name a new directory");
                }
            }
        }
        PrivateDirectory.make(backup);
    }

    private Manifest take(boolean stopped) throws IOException {
        Object holder = DataDirectory.lastTaken(data);
        Path log = data.resolve(EmbeddedBroker.LOG_DIRECTORY);
        try (var snapshot = stopped
                ? LogSnapshot.ofStopped(log, OpenTransactions::areNotBeingEnded)
                : LogSnapshot.of(log, OpenTransactions::areNotBeingEnded, PATIENCE)) {
            boolean torn = !stopped || !Files.exists(log.resolve(CLEAN_STOP));
            String takenAt = Json.time(Instant.now());
            var copying = Copying.into(backup, snapshot.files().stream().mapToLong(LogFile::length).sum(), progress,
                    data);
            var parts = new ArrayList<Manifest.Part>();
            for (LogFile file : snapshot.files()) {
                parts.add(copied(file, copying, torn));
            }
            for (String beside : List.of(Installation.FILE, MasterKeyFile.FILE, Credentials.FILE)) {
                copyBeside(beside, copying).ifPresent(parts::add);
            }
            if (!stopped && !holder.equals(DataDirectory.lastTaken(data))) {
                // A start cuts off what the one before left half written, and writes other records there.
                throw new BackupFailedException("the process was started anew meanwhile: delete " + backup
                        + " and back up once more");
            }
            Copying.force(backup);
            var manifest = new Manifest(Manifest.FORMAT, takenAt, parts);
            manifest.writeTo(backup);
            return manifest;
        }
    }

    private Manifest.Part copied(LogFile file, Copying copying, boolean torn) throws IOException {
        String path = EmbeddedBroker.LOG_DIRECTORY + "/" + file.name().toString().replace('\\', '/');
        Path copy = backup.resolve(path);
        String checksum = copying.copy(file.channel(), file.length(), copy);
        if (file.isSegment()) {
            expectWhole(copy, file, file.growing() && torn ? MOST_OF_A_BATCH : 0);
        }
        return new Manifest.Part(path, file.length(), checksum);
    }

    /**
     * At the end of a log that is written to, a batch may be half there: the broker cuts it off, nobody was told of it.
     *
     * @param torn how much of it there may be
     */
    private void expectWhole(Path copy, LogFile file, long torn) throws IOException {
        long whole = 0;
        try (FileRecords records = FileRecords.open(copy.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                whole += batch.sizeInBytes();
            }
        } catch (KafkaException e) {
            throw damaged(file, whole, e);
        }
        if (file.length() - whole > torn) {
            throw damaged(file, whole, new KafkaException("what follows is no whole batch"));
        }
    }

    private BackupFailedException damaged(LogFile file, long whole, KafkaException cause) {
        return new BackupFailedException(data.resolve(EmbeddedBroker.LOG_DIRECTORY).resolve(file.name())
                + " is damaged behind byte " + whole + ", and so would the backup be (" + cause.getMessage()
                + "); see docs/operating/durability.md", cause);
    }

    private Optional<Manifest.Part> copyBeside(String name, Copying copying) throws IOException {
        Path file = data.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty(); // the operator may have moved the credentials away
        }
        try (FileChannel channel = FileChannel.open(file, READ)) {
            long length = channel.size();
            return Optional.of(new Manifest.Part(name, length, copying.copy(channel, length, backup.resolve(name))));
        }
    }
}
