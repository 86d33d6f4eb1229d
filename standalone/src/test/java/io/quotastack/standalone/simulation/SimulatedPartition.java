package io.quotastack.standalone.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.ledger.process.PartitionDecider;

/**
 * One partition of {@code commands}, and what is committed of its decisions: the rows of the store, the records of the
 * other topics, and how far it is decided, all in one transaction. What stands here is never lost.
 */
final class SimulatedPartition {

    final int number;
    private final List<Command> commands = new ArrayList<>();
    private final NavigableMap<Bytes, byte[]> rows = new TreeMap<>();
    private final List<Written> written = new ArrayList<>();
    private int owners;
    private long decided;

    /**
     * A record of {@code commands}.
     *
     * @param id of the command in it
     * @param idempotencyKey empty when it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they are, never compared
    record Command(String id, String idempotencyKey, Instant recordedAt, byte[] key, byte[] value) {

        static Command of(Instant recordedAt, byte[] key, byte[] value) {
            try {
                CommandEnvelope envelope = PartitionDecider.read(key, value);
                return new Command(envelope.commandId(), envelope.idempotency().map(Idempotency::key).orElse(""),
                        recordedAt, key, value);
            } catch (PartitionDecider.UnreadableCommandException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A record of any other topic. */
    @SuppressWarnings("ArrayRecordComponent") // compared by Arrays.equals
    record Written(String topic, byte[] value) {}

    SimulatedPartition(int number) {
        this.number = number;
    }

    long append(Command command) {
        commands.add(command);
        return commands.size() - 1L;
    }

    List<Command> commands() {
        return commands;
    }

    /**
     * Whether these were decided while the first answer under their key was to be kept: for a day of the broker's clock
     * (CONTRACT 11), which may have been put forward meanwhile by more, also between two records of one command.
     */
    boolean areKept(String key, Predicate<Command> which) {
        Instant end = Instant.MAX;
        boolean over = false;
        for (Command command : commands) {
            if (end.equals(Instant.MAX) && command.idempotencyKey().equals(key)) {
                end = command.recordedAt().plus(CommandDecider.ANSWER_KEPT);
            }
            over |= !command.recordedAt().isBefore(end);
            if (over && which.test(command)) {
                return false;
            }
        }
        return true;
    }

    NavigableMap<Bytes, byte[]> rows() {
        return rows;
    }

    List<Written> written() {
        return written;
    }

    /** All commands before this offset are decided, and that is committed. */
    long decided() {
        return decided;
    }

    /** A producer with the same transactional id begins: those before it commit nothing any more. */
    int fence() {
        return ++owners;
    }

    /** Whether it was committed: not by one whom another has followed. */
    boolean commit(int owner, long end, Map<Bytes, Optional<byte[]>> changed, List<Written> records) {
        if (owner != owners) {
            return false;
        }
        changed.forEach((key, value) -> value.ifPresentOrElse(row -> rows.put(key, row), () -> rows.remove(key)));
        written.addAll(records);
        decided = end;
        return true;
    }
}
