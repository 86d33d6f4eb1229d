package io.quotastack.ledger.verify;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.ledger.process.LedgerTopology;
import io.quotastack.ledger.process.LogPosition;
import io.quotastack.ledger.process.PartitionDecider;
import io.quotastack.ledger.process.PartitionDecider.Decided;
import io.quotastack.ledger.process.PartitionDecider.UndecidableCommandException;
import io.quotastack.ledger.process.PartitionDecider.UnreadableCommandException;
import io.quotastack.ledger.state.DecidedWith;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.config.ExactConfigSource;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;

/** Decides one partition again from the first command that is kept, and compares what comes of it. */
final class PartitionVerification {

    private final PartitionLog log;
    private final Configs configs;
    private final Function<byte[], LedgerEntry> entryReader;
    private final TemporaryRows freshRows;
    private final TemporaryRows imageRows;
    private final Shard fresh;
    private final Shard image;
    private final Set<Long> deadLetters;
    private final Counts counts;
    private final Progress progress;

    /** Of the part of the log that is passed over. */
    private long named;
    private Instant recordedAt = Instant.EPOCH;
    private Optional<Coverage> coverage = Optional.empty();
    private long next;

    /**
     * The configuration of every place in the log.
     *
     * @param first the earliest version that can still be made
     */
    record Configs(ExactConfigSource source, long first) {}

    PartitionVerification(PartitionLog log, Configs configs, Function<byte[], LedgerEntry> entryReader,
            TemporaryStores stores, Counts counts, Progress progress) {
        this.log = log;
        this.configs = configs;
        this.entryReader = entryReader;
        this.freshRows = stores.open("decided");
        this.imageRows = stores.open("found");
        this.fresh = new Shard(freshRows);
        this.image = new Shard(imageRows);
        this.deadLetters = log.deadLetters();
        this.counts = counts;
        this.progress = progress;
    }

    /** The first difference. */
    Optional<Difference> run() {
        PartitionLog.Cut cut = log.cut();
        progress.say(String.format("partition %d: commands from offset %,d up to %,d, as far as they are committed",
                log.partition(), cut.first(), cut.committed()));
        readImage();
        checkDecider();
        Optional<Difference> set = ofOffsets(cut);
        if (set.isPresent()) {
            return set;
        }
        next = cut.first();
        passOver(cut);
        sayWhatIsNotDecided(cut);
        var covered = coverage.orElseThrow();
        // Without a cache, which the process has: what it might get wrong would be found.
        var decider = new PartitionDecider(fresh, 0, configs.source(), commandId -> Optional.empty());
        try (LogCursor entries = log.entries()) {
            var entryLog = new EntryLog(log.partition(), entries, entryReader, covered, image, fresh, counts);
            return decide(cut.committed(), decider, entryLog, false, () -> {})
                    .or(() -> compare(cut, covered, decider, entryLog))
                    .or(() -> covered.isWhole()
                            ? Optional.empty()
                            : new FoldedComparison(log.partition(), freshRows, imageRows, covered, counts, progress)
                                    .compare());
        }
    }

    /** What came while the logs were cut is decided too, since entries and rows may be of any moment meanwhile. */
    private Optional<Difference> compare(PartitionLog.Cut cut, Coverage covered, PartitionDecider decider,
            EntryLog entryLog) {
        var comparison = new StateComparison(log.partition(), freshRows, imageRows, covered, latestUpTo(cut), counts,
                progress);
        comparison.begin();
        freshRows.noteWritten();
        return decide(cut.committedLater(), decider, entryLog, true, comparison::after).or(entryLog::expectEnd)
                .or(comparison::result);
    }

    private void readImage() {
        long read = 0;
        try (LogCursor changelog = log.changelog()) {
            for (var record = changelog.next(); record.isPresent(); record = changelog.next()) {
                Bytes key = Bytes.wrap(record.get().key()
                        .orElseThrow(() -> new CannotVerifyException("a row of the state's changelog has no key")));
                imageRows.put(key, record.get().value().orElse(null));
                long rows = ++read;
                progress.on(() -> String.format("  partition %d: %,d changes of the state read", log.partition(),
                        rows));
            }
        }
    }

    private void checkDecider() {
        Optional<DecidedWith> last = lastDecidedWith();
        if (last.isPresent() && last.get().decider() != CommandDecider.VERSION) {
            throw new CannotVerifyException("partition " + log.partition() + " was last decided by version "
                    + last.get().decider() + " of the decisions, and this is version " + CommandDecider.VERSION
                    + ": verify with the version of QuotaStack that decided it");
        }
    }

    /** Commands that somebody had the group pass over, or decide again, by setting its offset. */
    private Optional<Difference> ofOffsets(PartitionLog.Cut cut) {
        OptionalLong said = image.decidedEnd();
        if (said.isEmpty() || LogPosition.agree(said.getAsLong(), cut.committed(), cut.committedLater(),
                (from, to) -> hasCommands(Math.max(from, cut.first()), to))) {
            return Optional.empty();
        }
        return Optional.of(new Difference(log.partition(), "up to where commands are decided",
                "offset " + said.getAsLong() + ", as the state says",
                "offset " + cut.committed() + ", where the group " + LedgerTopology.APPLICATION_ID + " goes on"));
    }

    private boolean hasCommands(long from, long to) {
        if (from >= to) {
            return false;
        }
        try (LogCursor commands = log.commands(from, to)) {
            return commands.next().isPresent();
        }
    }

    /** One that cannot be read is found with all other rows. */
    private Optional<DecidedWith> lastDecidedWith() {
        try {
            return image.decidedWith();
        } catch (UnreadableRowException e) {
            return Optional.empty();
        }
    }

    /** Goes to the first command whose configuration can still be made, which is mostly the first of all. */
    private void passOver(PartitionLog.Cut cut) {
        try (LogCursor commands = log.commands(cut.first(), cut.committed())) {
            for (var record = commands.next(); record.isPresent(); record = commands.next()) {
                named = Math.max(named, versionNamedBy(record.get()));
                if (named >= configs.first()) {
                    next = record.get().offset();
                    coverage = Optional.of(next == 0
                            ? Coverage.whole(image)
                            : Coverage.since(image, record.get().timestamp()));
                    return;
                }
                counts.commandsPassed++;
            }
        }
        next = cut.committed();
        coverage = Optional.of(next == 0 ? Coverage.whole(image) : Coverage.none(image));
    }

    private void sayWhatIsNotDecided(PartitionLog.Cut cut) {
        if (cut.first() > 0) {
            progress.say(String.format("partition %d: commands before offset %,d are no longer kept", log.partition(),
                    cut.first()));
        }
        if (next > cut.first()) {
            progress.say(String.format("partition %d: commands before offset %,d are not decided again, since they were"
                    + " decided with a configuration before version %,d, which is no longer kept", log.partition(),
                    next, configs.first()));
        }
        if (next > 0) {
            progress.say(String.format("partition %d: of customers from before that, the entries are folded instead",
                    log.partition()));
        }
    }

    private static long versionNamedBy(LogRecord record) {
        try {
            return read(record).configVersion();
        } catch (UnreadableCommandException e) {
            return 0; // it was set aside
        }
    }

    private static CommandEnvelope read(LogRecord record) throws UnreadableCommandException {
        try {
            return PartitionDecider.read(record.key().orElseGet(() -> new byte[0]),
                    record.value().orElseGet(() -> new byte[0]));
        } catch (UnknownFormatException e) {
            throw new CannotVerifyException("the command at offset " + record.offset() + ": " + e.getMessage(), e);
        }
    }

    /** By when the process may have deleted answers whose time was over. */
    private Instant latestUpTo(PartitionLog.Cut cut) {
        Instant latest = recordedAt;
        try (LogCursor commands = log.commands(next, cut.committedLater())) {
            for (var record = commands.next(); record.isPresent(); record = commands.next()) {
                latest = record.get().timestamp().isAfter(latest) ? record.get().timestamp() : latest;
            }
        }
        return latest;
    }

    private Optional<Difference> decide(long to, PartitionDecider decider, EntryLog entryLog, boolean mayBeLater,
            Runnable afterEach) {
        try (LogCursor commands = log.commands(next, to)) {
            for (var record = commands.next(); record.isPresent(); record = commands.next()) {
                Optional<Difference> found = decide(record.get(), decider, entryLog, mayBeLater);
                if (found.isPresent()) {
                    return found;
                }
                afterEach.run();
                next = record.get().offset() + 1;
                progress.on(() -> String.format("  partition %d: decided again up to offset %,d of %,d",
                        log.partition(), next, to));
            }
        }
        return Optional.empty();
    }

    private Optional<Difference> decide(LogRecord record, PartitionDecider decider, EntryLog entryLog,
            boolean mayBeLater) {
        recordedAt = record.timestamp().isAfter(recordedAt) ? record.timestamp() : recordedAt;
        boolean setAside = deadLetters.contains(record.offset());
        CommandEnvelope envelope;
        try {
            envelope = read(record);
        } catch (UnreadableCommandException e) {
            counts.deadLetters++;
            return setAside ? Optional.empty() : Optional.of(difference(record, "a command that was decided", e));
        }
        if (setAside) {
            counts.deadLetters++;
            decider.reach(envelope.configVersion());
            return Optional.empty();
        }
        if (!coverage.orElseThrow().isDecided(envelope.customer().key())) {
            counts.commandsPassed++;
            decider.reach(envelope.configVersion());
            return Optional.empty();
        }
        counts.commandsDecided++;
        try {
            for (Decided decided : decider.decide(envelope, record.timestamp())) {
                for (LedgerEntry entry : decided.decision().entries()) {
                    Optional<Difference> found = entryLog.expect(entry, mayBeLater);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        } catch (UndecidableCommandException e) {
            return Optional.of(difference(record, "a command that was decided", e));
        }
    }

    private Difference difference(LogRecord record, String expected, Exception found) {
        return new Difference(log.partition(), "the command at offset " + record.offset(), expected,
                "it is among no dead letters, and is " + found.getMessage());
    }
}
