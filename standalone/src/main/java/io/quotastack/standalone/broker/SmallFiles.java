package io.quotastack.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.raft.FileQuorumStateStore;
import org.apache.kafka.server.common.CheckpointFile;

import io.quotastack.nodes.start.CannotStartException;

/**
 * The small files that Kafka keeps beside the records. A broker that cannot read one ends after hundreds of lines, of which
 * none says what to do. So they are read before it starts, by its own readers and rules: what these take is no damage.
 */
final class SmallFiles {

    static final String TOPIC_OF_PARTITION = "partition.metadata";
    static final String LEADER_EPOCHS = "leader-epoch-checkpoint";
    static final String QUORUM = "quorum-state";
    /** Each with what comes of it when the broker makes it anew. */
    private static final List<OfAll> OF_ALL_PARTITIONS = List.of(
            new OfAll("recovery-point-offset-checkpoint", "after a kill it checks all of the log, which takes longer"),
            new OfAll("replication-offset-checkpoint", "known-ends still says what there has to be"),
            new OfAll("log-start-offset-checkpoint", "records that were deleted by hand may be there again"),
            new OfAll("cleaner-offset-checkpoint", "it compacts from the beginning"));

    /** The only one that Kafka's checkpoints ever had. */
    private static final int VERSION = 0;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern PARTITION = Pattern.compile(".+-[0-9]+");
    private static final String VERSION_LINE = "version: " + VERSION;
    private static final String TOPIC_ID = "topic_id: ";

    private SmallFiles() {}

    private record OfAll(String name, String consequence) {}

    /**
     * Refuses a log directory with a damaged one, and says how to mend it; one that is missing is none.
     *
     * @param metadata what the controller's log says of the topics
     */
    static void expectReadable(Path logDirectory, ClusterMetadata metadata) {
        if (!Files.isDirectory(logDirectory)) {
            return;
        }
        OF_ALL_PARTITIONS.forEach(file -> expect(logDirectory.resolve(file.name()), SmallFiles::readOffsets,
                madeAnew(file.consequence())));
        expect(logDirectory.resolve(ClusterMetadata.NAME).resolve(QUORUM), SmallFiles::readQuorum,
                madeAnew("it votes for itself"));
        for (Path folder : partitions(logDirectory)) {
            expect(folder.resolve(LEADER_EPOCHS), SmallFiles::readEpochs,
                    madeAnew("only followers need it, and there are none"));
            expect(folder.resolve(TOPIC_OF_PARTITION), SmallFiles::readTopic, topicOf(folder, metadata)
                    .map(topic -> "write it anew: " + VERSION_LINE + ", " + TOPIC_ID + topic + ", one a line")
                    .orElse("put it back from a copy or a backup"));
        }
    }

    private static List<Path> partitions(Path logDirectory) {
        try (Stream<Path> all = Files.list(logDirectory)) {
            return all.filter(Files::isDirectory)
                    .filter(folder -> PARTITION.matcher(folder.getFileName().toString()).matches()).sorted().toList();
        } catch (IOException e) {
            throw new CannotStartException("the log in " + logDirectory + " cannot be read: " + e, e);
        }
    }

    private static Optional<Uuid> topicOf(Path folder, ClusterMetadata metadata) {
        String name = folder.getFileName().toString();
        return name.equals(ClusterMetadata.NAME)
                ? Optional.of(Uuid.METADATA_TOPIC_ID)
                : Optional.ofNullable(metadata.topics().get(name.substring(0, name.lastIndexOf('-'))));
    }

    private static String madeAnew(String consequence) {
        return "delete it, and the broker makes it anew (" + consequence + ")";
    }

    private interface Reader {
        void read(Path file) throws IOException;
    }

    private static void expect(Path file, Reader reader, String whatToDo) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            reader.read(file);
        } catch (IOException | RuntimeException e) { // Kafka's readers throw many kinds
            throw new CannotStartException(
                    file + " is damaged: " + oneLine(e) + ". With nothing else broken, " + whatToDo,
                    e);
        }
    }

    private static String oneLine(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return BLANKS.matcher(cause.toString()).replaceAll(" ");
    }

    private static void readOffsets(Path file) throws IOException {
        new CheckpointFile<>(file.toFile(), VERSION, new Words(3)).read();
    }

    private static void readEpochs(Path file) throws IOException {
        new CheckpointFile<>(file.toFile(), VERSION, new Words(2)).read();
    }

    /** Lines of so many words, all of them numbers but a topic that comes first. */
    private record Words(int count) implements CheckpointFile.EntryFormatter<Long> {
        @Override
        public String toString(Long number) {
            throw new UnsupportedOperationException("only read");
        }

        /** The last number. */
        @Override
        public Optional<Long> fromString(String line) {
            String[] words = BLANKS.split(line, -1);
            if (words.length != count) {
                return Optional.empty();
            }
            Integer.parseInt(words[count - 2]);
            return Optional.of(Long.parseLong(words[count - 1]));
        }
    }

    private static void readQuorum(Path file) {
        new FileQuorumStateStore(file.toFile()).readElectionState();
    }

    private static void readTopic(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2 || !lines.get(0).equals(VERSION_LINE) || !lines.get(1).startsWith(TOPIC_ID)
                || Uuid.fromString(lines.get(1).substring(TOPIC_ID.length())).equals(Uuid.ZERO_UUID)) {
            throw new IOException("it does not say '" + VERSION_LINE + "' and '" + TOPIC_ID + "…', one a line");
        }
    }
}
