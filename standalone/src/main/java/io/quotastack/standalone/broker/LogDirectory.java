package io.quotastack.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/** The log directory as it lies on the disk, while no broker has it open. */
final class LogDirectory {

    private static final Pattern PARTITION = Pattern.compile("(.+)-([0-9]+)");
    /** What the broker renames directories to whose topic it does not know. */
    private static final Pattern STRAY = Pattern.compile("(.+)-([0-9]+)\\.[0-9a-f]+-stray");
    private static final String IDENTITY = "meta.properties";
    private static final String DIRECTORY_ID = "directory.id";
    private static final String SEGMENT = ".log";
    /** Kafka writes it once, when a topic is made. */
    private static final String MADE_WITH_THE_TOPIC = SmallFiles.TOPIC_OF_PARTITION;
    private static final String TOPIC_ID = "topic_id";
    private static final Set<String> OUR_TOPICS = Topics.ALL.stream().map(Topic::name)
            .collect(Collectors.toUnmodifiableSet());
    /** Kafka's own, and those that Streams keeps for our apps. */
    private static final List<String> OUR_PREFIXES = List.of("__", "quotastack-");

    private final Path path;
    private final Map<TopicPartition, Folder> partitions = new TreeMap<>(KnownEnds.BY_NAME);
    private final List<String> setAside = new ArrayList<>();

    private LogDirectory(Path path) {
        this.path = path;
    }

    /**
     * Where a partition is.
     *
     * @param topic its id; absent where Kafka has not written it yet
     * @param empty whether it has no records
     */
    private record Folder(Path path, Optional<Uuid> topic, boolean empty) {}

    /** Whether a broker has had it. */
    static boolean isFormatted(Path path) {
        return Files.exists(path.resolve(IDENTITY));
    }

    static LogDirectory at(Path path) {
        var directory = new LogDirectory(path);
        try {
            if (Files.isDirectory(path)) {
                directory.look();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException("the log in " + path + " cannot be read: " + e, e);
        }
        return directory;
    }

    private void look() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(path)) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        for (Path folder : folders) {
            String name = folder.getFileName().toString();
            Matcher stray = STRAY.matcher(name);
            Matcher partition = PARTITION.matcher(name);
            if (stray.matches()) {
                if (isOurs(stray.group(1)) && !isEmpty(folder)) {
                    setAside.add(name);
                }
            } else if (partition.matches() && !name.equals(ClusterMetadata.NAME)) {
                partitions.put(new TopicPartition(partition.group(1), Integer.parseInt(partition.group(2))),
                        new Folder(folder, topicId(folder), isEmpty(folder)));
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SEGMENT))
                    .allMatch(file -> file.toFile().length() == 0);
        }
    }

    private static Optional<Uuid> topicId(Path folder) throws IOException {
        return Optional.ofNullable(properties(folder.resolve(MADE_WITH_THE_TOPIC)).getProperty(TOPIC_ID))
                .map(Uuid::fromString);
    }

    /** Of a file that has them; none where there is no file. */
    private static Properties properties(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            properties.clear();
        }
        return properties;
    }

    /** Whether the product has the topic made, and nobody ever deletes it; all others are their makers' own. */
    static boolean isOurs(String topic) {
        return OUR_TOPICS.contains(topic) || OUR_PREFIXES.stream().anyMatch(topic::startsWith);
    }

    boolean has(TopicPartition partition) {
        return partitions.containsKey(partition);
    }

    Optional<Uuid> topicOf(TopicPartition partition) {
        return Optional.ofNullable(partitions.get(partition)).flatMap(Folder::topic);
    }

    /**
     * Refuses a log whose identity is gone or is another's. Kafka would give it a new one, and wait for ever for partitions
     * that are in a directory of the other.
     */
    void expectItsIdentity(String clusterId, ClusterMetadata metadata) {
        Path file = path.resolve(IDENTITY);
        try {
            Optional<String> found = Optional.ofNullable(properties(file).getProperty(DIRECTORY_ID));
            Optional<String> wanted = metadata.directory().map(Uuid::toString);
            boolean hasLog = !partitions.isEmpty() || !setAside.isEmpty() || metadata.end() > 0;
            if (hasLog && !Files.exists(file)) {
                throw new CannotStartException(file + " is missing, and there is a log: put it back from a copy or a"
                        + " backup, or write it anew: version=1, cluster.id=" + clusterId + ", node.id="
                        + BrokerSettings.NODE_ID + wanted.map(id -> ", " + DIRECTORY_ID + "=" + id).orElse("")
                        + ", one a line");
            }
            if (wanted.isPresent() && found.isPresent() && !found.equals(wanted)) {
                throw new CannotStartException(file + " is of another log: it has " + DIRECTORY_ID + "=" + found.get()
                        + ", and the log here is in " + wanted.get() + ". Put it back from a copy or a backup, or write"
                        + " that id into it");
            }
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be read: " + e, e);
        }
    }

    /** What the broker would rename, or has renamed, since its metadata do not have it, in words. */
    List<String> unknownTo(ClusterMetadata metadata) {
        var unknown = new ArrayList<String>();
        partitions.forEach((partition, folder) -> {
            if (isOurs(partition.topic()) && !folder.empty()) {
                Optional<Uuid> known = Optional.ofNullable(metadata.topics().get(partition.topic()));
                if (known.isEmpty()) {
                    unknown.add(partition + " is not in " + ClusterMetadata.NAME);
                } else if (folder.topic().isEmpty()) {
                    unknown.add(partition + " has no " + MADE_WITH_THE_TOPIC + " (version: 0, topic_id: " + known.get()
                            + ", one a line)");
                } else if (!folder.topic().equals(known)) {
                    unknown.add(partition + " is another topic than that in " + ClusterMetadata.NAME);
                }
            }
        });
        setAside.forEach(name -> unknown.add(name + " was set aside by a broker that did not know it"));
        return unknown;
    }

    /** Whether the topic was made after that file was written: one of its name had been deleted before. */
    boolean isNewerThan(Path file, TopicPartition partition) throws IOException {
        Path made = path.resolve(partition.toString()).resolve(MADE_WITH_THE_TOPIC);
        return Files.exists(made) && Files.getLastModifiedTime(made).compareTo(Files.getLastModifiedTime(file)) > 0;
    }
}
