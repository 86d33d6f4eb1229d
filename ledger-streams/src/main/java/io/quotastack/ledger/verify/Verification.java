package io.quotastack.ledger.verify;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.core.config.Config;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.config.ConfigHistory;
import io.quotastack.platform.store.UnreadableRowException;
import io.quotastack.schemas.topic.Topics;

/**
 * Verifies all partitions of a cluster, one after the other, beside whatever process decides there. Rows are on the disk
 * while it runs, in the directory for temporary files: about as much as the state takes, twice.
 */
public final class Verification {

    private final Map<String, Object> kafka;
    private final Deserializer<io.quotastack.events.LedgerEntry> entries;
    private final Progress progress;

    /**
     * A verification that has not begun.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @param progress is told how far it is, in lines
     */
    public Verification(Map<String, Object> kafka, Deserializer<io.quotastack.events.LedgerEntry> entries,
            Consumer<String> progress) {
        this.kafka = Map.copyOf(kafka);
        this.entries = entries;
        this.progress = new Progress(progress);
    }

    /**
     * What came of it.
     *
     * @param difference the first one; absent when all is as it should be
     */
    public record Result(Counts counts, Optional<Difference> difference) {}

    /** Throws {@link CannotVerifyException} when it cannot be found out. */
    public Result run() {
        var counts = new Counts();
        try (var logs = new KafkaLogs(kafka)) {
            for (int partition = 0; partition < logs.partitions(); partition++) {
                Optional<Difference> found = verify(logs.partition(partition), counts);
                if (found.isPresent()) {
                    return new Result(counts, found);
                }
            }
            return new Result(counts, Optional.empty());
        } catch (KafkaException | IOException e) {
            throw new CannotVerifyException("the logs cannot be read: " + e, e);
        }
    }

    private Optional<Difference> verify(PartitionLog log, Counts counts) throws IOException {
        // Behind the cut, so that it has all versions that commands before it name.
        ConfigHistory config = ConfigHistory.read(kafka);
        config.lost().ifPresent(lost -> {
            throw new CannotVerifyException("the topic config has lost the " + lost
                    + " of the configuration, so commands"
                    + " cannot be decided again with what they were decided with. See docs/operating/durability.md");
        });
        try (var stores = TemporaryStores.create()) {
            return new PartitionVerification(log,
                    new PartitionVerification.Configs(version -> exactly(version, config), config.first()),
                    this::entry, stores, counts, progress).run();
        } catch (UnreadableRowException e) {
            return Optional.of(new Difference(log.partition(), "a row of the state", "a row that can be read",
                    String.valueOf(e.getMessage())));
        }
    }

    private static Config exactly(long version, ConfigHistory config) {
        if (version > config.last()) {
            throw new CannotVerifyException(
                    "a command was decided with version " + version + " of the configuration, and"
                            + " the topic config ends with version " + config.last()
                            + ": it has lost records. See docs/operating/durability.md");
        }
        return config.exactly(version);
    }

    private LedgerEntry entry(byte[] value) {
        return EntryCodec.fromAvro(entries.deserialize(Topics.LEDGER_ENTRIES.name(), value));
    }
}
