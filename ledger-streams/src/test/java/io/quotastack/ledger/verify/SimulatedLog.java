package io.quotastack.ledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.process.PartitionDecider;
import io.quotastack.ledger.process.PartitionDecider.Decided;
import io.quotastack.ledger.process.PartitionDecider.UndecidableCommandException;
import io.quotastack.ledger.state.AnswerSweep;
import io.quotastack.ledger.state.RowReader;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.wire.CommandCodec;

/**
 * A partition on which random commands are decided, as a process would: the configuration changes, customers come, answers
 * are swept. Entries stand in their log by their number.
 */
final class SimulatedLog implements PartitionLog {

    private static final int COMMANDS_A_CUSTOMER = 120;

    final List<LogRecord> commands = new ArrayList<>();
    final List<LedgerEntry> entries = new ArrayList<>();
    private final List<LogRecord> changelog = new ArrayList<>();
    /** By the offset of a command: how long the other logs are when it is decided. */
    private final List<Integer> changelogEnds = new ArrayList<>(List.of(0));
    private final List<Integer> entriesEnds = new ArrayList<>(List.of(0));
    /** The intake takes in again what it had not noted when it was killed. */
    private final List<CommandEnvelope> taken = new ArrayList<>();
    private final Set<Long> deadLetters = new HashSet<>();

    private final Map<Long, Config> configs = Map.of(1L, TestEnvironment.config(OveragePolicy.BLOCK), 2L,
            TestEnvironment.config(OveragePolicy.ALLOW), 3L, TestEnvironment.config(OveragePolicy.BLOCK));
    private final Random random;
    private final RandomCommands some;
    private final TemporaryRows rows;
    private final Shard shard;
    private final PartitionDecider decider;
    private final AnswerSweep sweep;
    private Instant now = Instant.parse("2026-01-31T22:30:00Z");
    private int stateAt;
    private int entriesAt;
    private Cut cut = new Cut(0, 0, 0);

    SimulatedLog(Random random, TemporaryRows rows) {
        this.random = random;
        this.some = new RandomCommands(random);
        this.rows = rows;
        this.shard = new Shard(rows);
        this.decider = new PartitionDecider(shard, 1 << 20, this::config, commandId -> Optional.empty());
        this.sweep = new AnswerSweep(rows);
        rows.noteWritten();
    }

    Config config(long version) {
        return Optional.ofNullable(configs.get(version)).orElse(Config.EMPTY);
    }

    /** Decides so many random commands; one in fifty breaks what decides it and is set aside. */
    void run(int count) throws UndecidableCommandException {
        for (int i = 0; i < count; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(60)));
            var customer = CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT,
                    "customer-" + random.nextInt(1 + commands.size() / COMMANDS_A_CUSTOMER));
            // Nodes know of a change at times of their own.
            long version = Math.max(1, Math.min(3, 1 + commands.size() / 300 - random.nextInt(2)));
            int number = commands.size();
            var envelope = new CommandEnvelope("cmd-" + number, customer,
                    Optional.of(new Idempotency(
                            "key-" + (random.nextInt(20) == 0 ? random.nextInt(number + 1) : number), "print",
                            "/v1/x")),
                    version, command(customer, number));
            append(envelope, random.nextInt(50) == 0);
            if (envelope.command() instanceof Command.RecordUsage usage && usage.accepted()) {
                taken.add(envelope);
            }
            if (!taken.isEmpty() && random.nextInt(20) == 0) {
                append(taken.get(Math.max(0, taken.size() - 1 - random.nextInt(10))), false);
            }
        }
    }

    private void append(CommandEnvelope envelope, boolean breaks) throws UndecidableCommandException {
        long offset = commands.size();
        byte[] key = envelope.customer().key().toString().getBytes(UTF_8);
        commands.add(new LogRecord(offset, now, Optional.of(key), Optional.of(CommandCodec.write(envelope))));
        if (breaks) {
            deadLetters.add(offset);
            decider.reach(envelope.configVersion());
        } else {
            for (Decided decided : decider.decide(envelope, now)) {
                entries.addAll(decided.decision().entries());
                sweep.decided(now, decided.decision().rowsKept());
            }
        }
        rows.takeWritten().forEach(this::log);
        changelogEnds.add(changelog.size());
        entriesEnds.add(entries.size());
    }

    private void log(Bytes row) {
        changelog.add(new LogRecord(changelog.size(), now, Optional.of(row.get()),
                Optional.ofNullable(rows.get(row))));
    }

    private Command command(CustomerRef customer, int number) {
        var state = shard.deciding(customer.key());
        return switch (random.nextInt(10)) {
            case 9 -> new Command.Tick();
            case 0, 1, 2 -> new Command.RecordUsage(
                    new UsageEvent("event-" + (random.nextInt(10) == 0 ? random.nextInt(number + 1) : number),
                            some.usage(), Optional.empty(), Map.of(), Optional.empty()),
                    Optional.empty(), random.nextBoolean(), Optional.empty());
            case 3, 4 -> some.ofSubscription(state, now);
            case 5 -> random.nextInt(40) == 0 ? some.clock(state, now) : some.next(state, now);
            default -> some.next(state, now);
        };
    }

    /** As a cut falls beside a process: state and entries are of any moment while it is made. */
    void cutAnywhere(long first) {
        int committed = (int) first + random.nextInt(commands.size() - (int) first + 1);
        int later = committed + random.nextInt(Math.min(40, commands.size() - committed + 1));
        stateAt = committed + random.nextInt(later - committed + 1);
        entriesAt = stateAt + random.nextInt(later - stateAt + 1);
        cut = new Cut(first, committed, later);
    }

    /** Of a stopped process. */
    void cutAtTheEnd(long first) {
        stateAt = commands.size();
        entriesAt = commands.size();
        cut = new Cut(first, commands.size(), commands.size());
    }

    /** Any row of the state says something else from now on, or is gone. */
    Bytes tamper() {
        List<Bytes> keys = new ArrayList<>();
        try (var all = rows.all()) {
            all.forEachRemaining(row -> keys.add(row.key));
            keys.removeIf(RowReader::isAnswer); // it may be gone, when its time is over
        }
        Bytes key = keys.get(random.nextInt(keys.size()));
        changelog.add(new LogRecord(changelog.size(), now, Optional.of(key.get()), Optional.empty()));
        changelogEnds.set(changelogEnds.size() - 1, changelog.size());
        return key;
    }

    @Override
    public int partition() {
        return 0;
    }

    @Override
    public Cut cut() {
        return cut;
    }

    @Override
    public LogCursor commands(long from, long to) {
        return cursor(commands.subList((int) from, (int) to));
    }

    @Override
    public LogCursor changelog() {
        return cursor(changelog.subList(0, changelogEnds.get(stateAt)));
    }

    @Override
    public LogCursor entries() {
        List<LogRecord> numbers = new ArrayList<>();
        for (int i = 0; i < entriesEnds.get(entriesAt); i++) {
            numbers.add(new LogRecord(i, now, Optional.empty(),
                    Optional.of(ByteBuffer.allocate(Integer.BYTES).putInt(i).array())));
        }
        return cursor(numbers);
    }

    LedgerEntry entry(byte[] number) {
        return entries.get(ByteBuffer.wrap(number).getInt());
    }

    private static LogCursor cursor(List<LogRecord> records) {
        Iterator<LogRecord> iterator = List.copyOf(records).iterator();
        return new LogCursor() {
            @Override
            public Optional<LogRecord> next() {
                return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
            }

            @Override
            public void close() {
                // A list needs no closing.
            }
        };
    }

    @Override
    public Set<Long> deadLetters() {
        return deadLetters;
    }
}
