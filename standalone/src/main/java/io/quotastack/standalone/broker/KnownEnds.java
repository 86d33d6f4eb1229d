package io.quotastack.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.nodes.data.DurableFile;
import io.quotastack.nodes.start.CannotStartException;

/**
 * Up to where each log reached, by what the broker wrote down every few seconds and by what earlier starts knew. A broker that
 * finds a damaged record after an unclean stop drops it and all behind it, says so in a warning and goes on; what it then
 * has is less than what was acknowledged.
 *
 * <p>The broker's own file follows what it has, so it forgets a loss at once. Ours, {@code known-ends} in the data directory, is
 * written before the broker starts, and its ends are only ever lowered where losses are taken into account ({@code
 * --no-fsync}): what one start refused, each later one refuses too.
 */
final class KnownEnds {

    /** Ours, in the data directory. */
    static final String FILE = "known-ends";
    static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::toString);

    private static final Logger LOG = LoggerFactory.getLogger(KnownEnds.class);
    private static final String FORMAT = "format 1";
    /** Kafka's own: a version, a count, and for each partition its topic, its number and the offset. */
    private static final String OF_THE_BROKER = "replication-offset-checkpoint";
    private static final TopicPartition METADATA = new TopicPartition("__cluster_metadata", 0);
    private static final int SHOWN = 8;

    /**
     * How far a log reached.
     *
     * @param topic its id; {@link Uuid#ZERO_UUID} where that is not known
     */
    private record End(Uuid topic, long offset) {}

    private final Map<TopicPartition, End> ends;

    private KnownEnds(Map<TopicPartition, End> ends) {
        this.ends = new TreeMap<>(BY_NAME);
        this.ends.putAll(ends);
    }

    /** Of a data directory whose log no broker has open; none of a new one. Topics that others deleted are left out. */
    static KnownEnds in(Path dataDirectory, Path logDirectory, LogDirectory log, ClusterMetadata metadata) {
        KnownEnds known = new KnownEnds(read(dataDirectory.resolve(FILE)));
        known.ends.entrySet().removeIf(each -> isDeletedByOthers(each.getKey(), each.getValue().topic(), metadata));
        known.addThoseOfTheBroker(logDirectory.resolve(OF_THE_BROKER), log, metadata);
        return known;
    }

    private static boolean isDeletedByOthers(TopicPartition partition, Uuid topic, ClusterMetadata metadata) {
        Optional<Uuid> now = Optional.ofNullable(metadata.topics().get(partition.topic()));
        return !LogDirectory.isOurs(partition.topic())
                && (now.isEmpty() || !(topic.equals(Uuid.ZERO_UUID) || topic.equals(now.get())));
    }

    private static Map<TopicPartition, End> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Map.of();
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().equals(FORMAT)) {
                throw new IllegalArgumentException("it does not begin with '" + FORMAT + "'");
            }
            return lines.stream().skip(1).map(line -> line.split(" ", -1)).collect(Collectors.toMap(
                    words -> new TopicPartition(words[0], Integer.parseInt(words[1])),
                    words -> new End(Uuid.fromString(words[2]), Long.parseLong(words[3]))));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CannotStartException(file + ", by which a log that lost records is known, is damaged ("
                    + e.getMessage() + "): put it back from a copy. If you know that the log is whole, delete it", e);
        }
    }

    private void addThoseOfTheBroker(Path file, LogDirectory log, ClusterMetadata metadata) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words.length == 3) {
                    var partition = new TopicPartition(words[0], Integer.parseInt(words[1]));
                    Uuid topic = log.topicOf(partition).orElse(Uuid.ZERO_UUID);
                    boolean gone = isDeletedByOthers(partition, topic, metadata)
                            || (!LogDirectory.isOurs(words[0]) && log.isNewerThan(file, partition));
                    if (!gone) {
                        ends.merge(partition, new End(topic, Long.parseLong(words[2])), KnownEnds::further);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("a new log directory", e);
        } catch (IOException | NumberFormatException e) {
            // Kafka makes it anew, and so do we: it only says what would be missing.
            LOG.warn("{} cannot be read; whether the log has lost its last records is not known", file, e);
        }
    }

    private static End further(End known, End other) {
        return new End(known.topic().equals(Uuid.ZERO_UUID) ? other.topic() : known.topic(),
                Math.max(known.offset(), other.offset()));
    }

    /** What is known to have been and is not in the metadata, or was in their own log and is not any more, in words. */
    List<String> missingIn(ClusterMetadata metadata) {
        var missing = new ArrayList<String>();
        ends.forEach((partition, end) -> {
            Optional<Uuid> topic = Optional.ofNullable(metadata.topics().get(partition.topic()));
            if (partition.equals(METADATA)) {
                if (metadata.end() < end.offset()) {
                    missing.add(shorter(partition, metadata.end(), end));
                }
            } else if (end.offset() > 0 && topic.isEmpty()) {
                missing.add(partition + " is not in " + ClusterMetadata.NAME);
            } else if (end.offset() > 0 && !end.topic().equals(Uuid.ZERO_UUID)
                    && !topic.equals(Optional.of(end.topic()))) {
                missing.add(partition + " in " + ClusterMetadata.NAME + " is another topic of that name");
            }
        });
        return missing;
    }

    /** What had records and has no directory any more, in words. */
    List<String> missingIn(LogDirectory log) {
        return ends.entrySet().stream()
                .filter(each -> !each.getKey().equals(METADATA) && each.getValue().offset() > 0
                        && !log.has(each.getKey()))
                .map(each -> each.getKey() + " is not there and reached " + each.getValue().offset()).toList();
    }

    /**
     * What was lost, partition by partition, in words.
     *
     * @param endNow of a log; nothing of one that is not there
     */
    List<String> lost(Function<TopicPartition, OptionalLong> endNow) {
        var lost = new ArrayList<String>();
        ends.forEach((partition, end) -> {
            long now = partition.equals(METADATA) ? end.offset() : endNow.apply(partition).orElse(0);
            if (now < end.offset()) {
                lost.add(shorter(partition, now, end));
            }
        });
        return lost;
    }

    private static String shorter(TopicPartition partition, long now, End end) {
        return partition + " ends at offset " + now + " and reached " + end.offset();
    }

    /** The same where all that was lost is taken into account. */
    KnownEnds without(Function<TopicPartition, OptionalLong> endNow) {
        var lowered = new KnownEnds(ends);
        lowered.ends.replaceAll((partition, end) -> partition.equals(METADATA)
                ? end
                : new End(end.topic(), Math.min(end.offset(), endNow.apply(partition).orElse(0))));
        return lowered;
    }

    /** The same with the end of the metadata's own log, of which the broker writes none down. */
    KnownEnds withMetadataUpTo(long offset) {
        var known = new KnownEnds(ends);
        known.ends.merge(METADATA, new End(Uuid.ZERO_UUID, offset), KnownEnds::further);
        return known;
    }

    void writeTo(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            DurableFile.write(file, FORMAT + "\n" + ends.entrySet().stream()
                    .map(each -> each.getKey().topic() + " " + each.getKey().partition() + " " + each.getValue().topic()
                            + " " + each.getValue().offset() + "\n")
                    .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be written: " + e, e);
        }
    }

    /** The refusal of a log that has lost something. */
    static String refusal(List<String> lost) {
        String more = lost.size() > SHOWN ? "; and " + (lost.size() - SHOWN) + " more" : "";
        return "the log has lost records that it had acknowledged: "
                + lost.stream().limit(SHOWN).collect(Collectors.joining("; ")) + more;
    }
}
