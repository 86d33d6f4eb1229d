package io.quotastack.standalone.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quotastack.nodes.data.DurableFile;
import io.quotastack.schemas.json.Json;

/**
 * What a backup consists of; {@code manifest.json} in it, written last, so that what has one is whole.
 *
 * @param format of backups
 * @param takenAt the instant that it shows, for whoever looks
 */
record Manifest(int format, String takenAt, List<Part> files) {

    static final int FORMAT = 1;

    private static final String FILE = "manifest.json";

    Manifest {
        files = List.copyOf(files);
    }

    /**
     * A file.
     *
     * @param path in the backup, and in the data directory, with slashes
     * @param sha256 of its content, in hex
     */
    record Part(String path, long length, String sha256) {}

    long bytes() {
        return files.stream().mapToLong(Part::length).sum();
    }

    void writeTo(Path backup) throws IOException {
        DurableFile.write(backup.resolve(FILE), Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this)
                + "\n");
    }

    /** That of a backup; throws {@link BackupFailedException} when it is none that this version can restore. */
    static Manifest of(Path backup) throws IOException {
        Path file = backup.resolve(FILE);
        if (!Files.exists(file)) {
            throw new BackupFailedException(backup + " is no backup, or one that was not finished: it has no " + FILE);
        }
        try {
            int format = Json.MAPPER.readTree(Files.readString(file)).path("format").asInt();
            if (format != FORMAT) {
                throw new BackupFailedException(backup + " has format " + format + ", and this version restores format "
                        + FORMAT + ": restore it with the version that made it");
            }
            return Json.MAPPER.readValue(Files.readString(file), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new BackupFailedException(file + " is damaged: take another backup", e);
        }
    }
}
