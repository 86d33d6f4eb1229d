package io.quotastack.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where each log reached when the broker ran last, as it wrote down every few seconds and at its end. A broker that
 * finds a damaged record after an unclean stop drops it and all behind it, says so in a warning and goes on; what it then
 * has is less than what was acknowledged.
 */
final class KnownEnds {

    private static final Logger LOG = LoggerFactory.getLogger(KnownEnds.class);
    /** Kafka's own: a version, a count, and for each partition its topic, its number and the offset. */
    private static final String FILE = "replication-offset-checkpoint";
    /** Kafka writes it once, when a topic is made. */
    private static final String MADE_WITH_THE_TOPIC = "partition.metadata";

    private final Map<TopicPartition, Long> ends;

    private KnownEnds(Map<TopicPartition, Long> ends) {
        this.ends = ends;
    }

    /** Of a log directory that no broker has open; none of a new one. */
    static KnownEnds in(Path logDirectory) {
        Map<TopicPartition, Long> ends = new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
        try {
            Path file = logDirectory.resolve(FILE);
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words.length == 3) {
                    var partition = new TopicPartition(words[0], Integer.parseInt(words[1]));
                    if (!isNewerThan(file, logDirectory.resolve(partition.toString()))) {
                        ends.put(partition, Long.parseLong(words[2]));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("a new log directory", e);
        } catch (IOException | NumberFormatException e) {
            // Kafka makes it anew, and so do we: it only says what would be missing.
            LOG.warn("{} cannot be read; whether the log has lost records is not known", FILE, e);
        }
        return new KnownEnds(ends);
    }

    /** Whether the topic was made after the file was written: one of that name had been deleted before. */
    private static boolean isNewerThan(Path file, Path partition) throws IOException {
        Path metadata = partition.resolve(MADE_WITH_THE_TOPIC);
        return Files.exists(metadata)
                && Files.getLastModifiedTime(metadata).compareTo(Files.getLastModifiedTime(file)) > 0;
    }

    /**
     * What was lost, partition by partition, in words.
     *
     * @param endNow of a log; nothing of one that is not there, as of a topic that was deleted
     */
    List<String> lost(Function<TopicPartition, OptionalLong> endNow) {
        var lost = new ArrayList<String>();
        ends.forEach((partition, end) -> {
            OptionalLong now = endNow.apply(partition);
            if (now.isPresent() && now.getAsLong() < end) {
                lost.add(partition + " ends at offset " + now.getAsLong() + " and reached " + end);
            }
        });
        return lost;
    }
}
