package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.RowChange;
import io.quotastack.core.account.RowType;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.scenario.InMemoryAccount;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.RandomCommands;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.platform.store.KeptAnswer;

/**
 * Random commands on a few customers, each decided twice: on the store's rows, through a cache, and on plain maps. Both must decide the same,
 * and the timers must be what the maps expect next, from wherever one looks.
 */
class StoreModelTest {

    private static final List<String> CUSTOMERS = List.of("ann", "bob", "cy", "di");
    private static final int COMMANDS = 500;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomCommands commands = new RandomCommands(random);
    private final Bounds bounds = random.nextBoolean() ? Bounds.USUAL : new Bounds(2, 1, 1, 2);
    private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
    private final Map<CustomerKey, InMemoryAccount> accounts = new HashMap<>();
    private final Map<CustomerKey, Long> lastEmitted = new HashMap<>();
    private final Map<String, List<CommandEnvelope>> taken = new HashMap<>();
    private RowCache rows = new RowCache(InMemoryAccount::new, 0);
    private Instant now = Instant.parse("2026-01-31T22:30:00Z");

    @BeforeEach
    void openStore() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @RepeatedTest(6)
    void decidesAndRemembersAsPlainMapsDo() {
        Config config = TestEnvironment.config(random.nextBoolean() ? OveragePolicy.ALLOW : OveragePolicy.BLOCK);
        var shard = caughtUp();
        rows = cache(shard);
        for (int i = 0; i < COMMANDS; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(60) - 5));
            decide(shard, config, CUSTOMERS.get(random.nextInt(CUSTOMERS.size())), i);
            timersAreWhatAccountsExpect(shard, now.plus(Duration.ofMinutes(random.nextInt(1_000) - 100)));
            if (random.nextInt(100) == 0) {
                shard = caughtUp();
                rows = cache(shard);
            }
        }
    }

    /** One that keeps nothing, one that forgets now and then, or one that keeps all. */
    private RowCache cache(Shard shard) {
        return new RowCache(shard::deciding, List.of(0, 20_000, 100_000_000).get(random.nextInt(3)),
                1 + random.nextInt(5));
    }

    private Shard caughtUp() {
        var shard = new Shard(store);
        shard.caughtUp();
        return shard;
    }

    private void decide(Shard shard, Config config, String customer, int i) {
        CustomerKey key = TestEnvironment.customer(customer);
        InMemoryAccount model = accounts.computeIfAbsent(key, InMemoryAccount::new);
        CommandEnvelope envelope = next(model, customer, i);

        Decision expected = CommandDecider.decide(model, envelope, now, config, bounds);
        Decision decision = CommandDecider.decide(rows.account(key), envelope, now, config, bounds);

        assertThat(shard.deciding(key).lastSubscriptionEvent()).as("seed %d", seed)
                .isEqualTo(lastEmitted.getOrDefault(key, 0L));
        decision.allEvents().stream().filter(event -> event.data() instanceof CustomerEvent.SubscriptionMoved)
                .forEach(event -> lastEmitted.put(key, event.sequence()));
        assertThat(decision).as("seed %d, command %d: %s", seed, i, envelope.command()).isEqualTo(expected);
        model.absorb(expected);
        shard.write(key, writer -> {
            decision.changes().ifPresent(changes -> writer.write(changes, rows.of(key)));
            decision.waited().forEach(waited -> note(writer, waited.decision()));
            note(writer, decision);
        });
        decision.changes().ifPresent(changes -> changes.rows()
                .forEach(change -> {
                    expectStored(shard.deciding(key), change);
                    expectStored(rows.account(key), change);
                }));
        cacheIsAsTheStore(shard.deciding(key), rows.account(key));
    }

    /** A new command, or one again that took an event in: the intake was killed before it had noted that. */
    private CommandEnvelope next(InMemoryAccount model, String customer, int i) {
        List<CommandEnvelope> before = taken.computeIfAbsent(customer, none -> new ArrayList<>());
        if (!before.isEmpty() && random.nextInt(15) == 0) {
            return before.get(Math.max(0, before.size() - 1 - random.nextInt(5)));
        }
        var envelope = new CommandEnvelope("cmd-" + i, CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, customer),
                Optional.of(new Idempotency("key-" + (random.nextInt(20) == 0 ? random.nextInt(i + 1) : i), "print",
                        "/v1/x")),
                1, command(model, i));
        if (envelope.command() instanceof Command.RecordUsage usage && usage.accepted()) {
            before.add(envelope);
        }
        return envelope;
    }

    private void cacheIsAsTheStore(AccountState stored, AccountState cached) {
        for (RowType<?, ?> type : AccountRows.all()) {
            if (type instanceof RowType.Ordered<?, ?> ordered) {
                assertThat(first(cached, ordered, 3)).as("seed %d, %s", seed, type)
                        .isEqualTo(first(stored, ordered, 3));
                if (random.nextInt(10) == 0) {
                    assertThat(first(cached, ordered, 1_000)).as("seed %d, %s", seed, type)
                            .isEqualTo(first(stored, ordered, 1_000));
                }
            }
        }
    }

    private static <K extends Comparable<? super K>, V> List<Map.Entry<K, V>> first(AccountState account,
            RowType.Ordered<K, V> type, int most) {
        List<Map.Entry<K, V>> rows = new ArrayList<>();
        account.scan(type, (key, row) -> {
            rows.add(Map.entry(key, row));
            return rows.size() < most;
        });
        return rows;
    }

    private static <K extends Comparable<? super K>, V> void expectStored(AccountState stored,
            RowChange<K, V> change) {
        assertThat(stored.get(change.type(), change.key())).as("%s, %s", change.type(), change.key())
                .isEqualTo(change.value());
    }

    private static void note(AccountWriter rows, Decision decision) {
        rows.note(decision.events());
        decision.keepAnswer()
                .ifPresent(
                        kept -> rows.keep(kept.key(), KeptAnswer.of(kept.mark(), new Reply(200, new byte[0], false))));
        decision.keepTakenIn().ifPresent(kept -> rows.keep(kept.key(), KeptAnswer.takenIn(kept.mark())));
    }

    private Command command(InMemoryAccount model, int i) {
        return switch (random.nextInt(10)) {
            case 9 -> new Command.Tick();
            case 0, 1, 2 -> usage(i);
            case 3, 4 -> commands.ofSubscription(model, now);
            case 5 -> random.nextInt(10) == 0 ? commands.clock(model, now) : commands.next(model, now);
            default -> commands.next(model, now);
        };
    }

    private Command usage(int i) {
        var event = new UsageEvent("event-" + (random.nextInt(10) == 0 ? random.nextInt(i + 1) : i), commands.usage(),
                Optional.empty(), Map.of(), Optional.empty());
        return new Command.RecordUsage(event, Optional.empty(), random.nextBoolean(), Optional.empty());
    }

    private void timersAreWhatAccountsExpect(Shard shard, Instant by) {
        List<Timer> expected = new ArrayList<>();
        accounts.forEach((customer, account) -> account.account().flatMap(Account::tickAt)
                .ifPresent(due -> expected.add(new Timer(due, customer))));

        assertThat(timers(shard, Instant.MAX.minusNanos(1), Integer.MAX_VALUE)).as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(expected);
        int most = 1 + random.nextInt(3);
        assertThat(timers(shard, by, most)).as("seed %d", seed).extracting(Timer::at)
                .isEqualTo(expected.stream().map(Timer::at).filter(at -> !at.isAfter(by)).sorted().limit(most)
                        .toList());
    }

    private static List<Timer> timers(Shard shard, Instant by, int most) {
        List<Timer> timers = new ArrayList<>();
        shard.visitDueTimers(by, timer -> timers.add(timer) && timers.size() < most);
        return timers;
    }
}
