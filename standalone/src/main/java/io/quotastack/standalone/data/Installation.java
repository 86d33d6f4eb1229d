package io.quotastack.standalone.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.kafka.common.Uuid;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.schemas.format.FormatStamp;

/**
 * What was decided at the first start and stays so for ever; {@code installation.properties} in the data directory.
 *
 * @param clusterId of the Kafka cluster of one broker
 * @param partitions of every topic ordered by customer; a customer's account lives in one of them, so the number cannot
 *        change
 */
public record Installation(String clusterId, int partitions) {

    public static final String FILE = "installation.properties";
    /** What there may be of an installation that was started before: anything in these. */
    private static final List<String> MADE_LATER = List.of("kafka", "state");
    /** In a data directory for as long as not all of a backup is in it. */
    public static final String UNFINISHED_RESTORE = "unfinished-restore";
    private static final String FORMAT = "format";
    private static final String LOWEST_VERSION = "lowest.version";
    private static final String ANEW = "an empty directory";
    private static final String CLUSTER_ID = "cluster.id";
    private static final String PARTITIONS = "partitions";

    /**
     * The directory's installation; a new one, with the stamp of the {@link FormatStamp}, at the first start. One of an
     * earlier format that can be read is stamped anew; one of another is refused with {@link CannotStartException}.
     *
     * @param wantedPartitions refused with {@link CannotStartException} when the installation has another number
     */
    public static Installation in(DataDirectory directory, OptionalInt wantedPartitions) {
        Path file = directory.resolve(FILE);
        expectRestored(directory);
        try {
            if (!Files.exists(file)) {
                if (wasStarted(directory)) {
                    throw new CannotStartException(FILE + " is missing in " + directory.path()
                            + ", which has a log: put it back from a copy or a backup, or see"
                            + " docs/operating/durability.md");
                }
                var created = new Installation(Uuid.randomUuid().toString(),
                        wantedPartitions.orElseGet(Installation::partitionsForThisMachine));
                DurableFile.write(file, created.text());
                return created;
            }
            Properties stamped = propertiesOf(file);
            FormatStamp stamp = stampOf(directory.path(), file, stamped);
            Installation found = read(file, stamped);
            if (wantedPartitions.isPresent() && wantedPartitions.getAsInt() != found.partitions()) {
                throw new CannotStartException("--partitions " + wantedPartitions.getAsInt() + ": " + directory.path()
                        + " was created with " + found.partitions() + ", and the number of partitions cannot change");
            }
            if (stamp.outdated()) {
                DurableFile.write(file, found.text());
            }
            return found;
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be used: " + e, e);
        }
    }

    /** The installation that is there, for whoever only looks: refused alike, but nothing is written. */
    public static Installation asFound(DataDirectory directory) {
        expectRestored(directory);
        Path file = directory.resolve(FILE);
        try {
            Properties stamped = propertiesOf(file);
            var unused = stampOf(directory.path(), file, stamped);
            return read(file, stamped);
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be used: " + e, e);
        }
    }

    private static void expectRestored(DataDirectory directory) {
        if (Files.exists(directory.resolve(UNFINISHED_RESTORE))) {
            throw new CannotStartException("the restore into " + directory.path() + " was not finished: delete that"
                    + " directory, and restore again");
        }
    }

    private static boolean wasStarted(DataDirectory directory) throws IOException {
        for (String name : MADE_LATER) {
            Path folder = directory.resolve(name);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether there is one in the directory. */
    public static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** One up to 2 cores, then half the cores: a second stream thread gains nothing on two. */
    private static int partitionsForThisMachine() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static Properties propertiesOf(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (CharacterCodingException e) {
            throw damaged(file, "it is no text");
        }
        if (properties.getProperty(CLUSTER_ID, "").isEmpty() && properties.getProperty(FORMAT, "").isEmpty()) {
            throw damaged(file, "it has neither " + CLUSTER_ID + " nor " + FORMAT);
        }
        return properties;
    }

    private static Installation read(Path file, Properties properties) {
        try {
            return new Installation(Uuid.fromString(properties.getProperty(CLUSTER_ID, "")).toString(),
                    Integer.parseInt(properties.getProperty(PARTITIONS, "")));
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static CannotStartException damaged(Path file, String how) {
        return new CannotStartException(
                file + " is damaged: " + how + "; put it back from a copy or a backup, or write its"
                        + " lines anew as docs/operating/durability.md says");
    }

    private static FormatStamp stampOf(Path directory, Path file, Properties stamped) {
        String what = "the data directory " + directory;
        String number = Optional.ofNullable(stamped.getProperty(FORMAT))
                .orElseThrow(() -> new CannotStartException(FormatStamp.refusalOfUnstamped(what, ANEW)));
        try {
            var stamp = new FormatStamp(Integer.parseInt(number), stamped.getProperty(LOWEST_VERSION, "unknown"));
            stamp.refusal(what, ANEW).ifPresent(refusal -> {
                throw new CannotStartException(refusal);
            });
            return stamp;
        } catch (NumberFormatException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private String text() {
        return FORMAT + "=" + FormatStamp.CURRENT.format() + "\n" + LOWEST_VERSION + "="
                + FormatStamp.CURRENT.lowestVersion() + "\n" + CLUSTER_ID + "=" + clusterId + "\n" + PARTITIONS + "="
                + partitions + "\n";
    }
}
