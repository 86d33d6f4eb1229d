package io.quotastack.ledger.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.scenario.InMemoryAccount;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.answer.OutputRecords;
import io.quotastack.ledger.history.credit.LiveBlocks;
import io.quotastack.ledger.history.reservation.OpenReservations;
import io.quotastack.ledger.history.store.Checkpoint;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.HistoryMemory;
import io.quotastack.ledger.history.store.HistoryWriter;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.SourceFormat;
import io.quotastack.ledger.history.store.SourceRecord;
import io.quotastack.ledger.history.store.SourceRecord.Source;
import io.quotastack.ledger.history.subscription.LiveSubscriptions;
import io.quotastack.ledger.view.CreditsView;
import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;

/**
 * Customers whose commands the real core decides, and the history of what that writes: the language of these tests.
 * Records wait until {@link #catchUp} applies them, as they would wait in Kafka.
 */
public final class Books implements AutoCloseable {

    static final TenantEnvironment ENVIRONMENT = TestEnvironment.ENVIRONMENT;
    static final RequestContext REQUEST = new RequestContext("req-1", "/v1/somewhere");
    static final int PARTITIONS = 2;
    static final Duration REFUSALS_KEPT = Duration.ofDays(90);
    private static final Instant BEGIN = Instant.parse("2026-01-31T22:30:00Z");

    private static final AvroBinary<io.quotastack.events.LedgerEntry> ENTRIES;
    private static final AvroBinary<UsageOutcome> OUTCOMES;
    private static final AvroBinary<SubscriptionChange> CHANGES;

    static {
        TrustedTypes.install();
        ENTRIES = new AvroBinary<>(io.quotastack.events.LedgerEntry.class);
        OUTCOMES = new AvroBinary<>(UsageOutcome.class);
        CHANGES = new AvroBinary<>(SubscriptionChange.class);
    }

    public static final SourceFormat FORMAT = new SourceFormat((topic, bytes) -> ENTRIES.decode(bytes),
            (topic, bytes) -> OUTCOMES.decode(bytes), (topic, bytes) -> CHANGES.decode(bytes));

    final HistoryMemory memory = new HistoryMemory();
    public final OwnedStores stores;
    final Config config;
    public Instant now = BEGIN;

    private final Map<Integer, List<SourceRecord>> logs = new TreeMap<>();
    private final Map<Integer, HistoryWriter> writers = new HashMap<>();
    private final Map<CustomerKey, InMemoryAccount> accounts = new HashMap<>();
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<Source, Long> nextOffset = new HashMap<>();
    private int commands;

    /** @param policy in force for customers who have none of their own */
    public Books(Path directory, OveragePolicy policy) {
        stores = new OwnedStores(directory, REFUSALS_KEPT, PARTITIONS, FORMAT, memory);
        config = TestEnvironment.config(policy);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            logs.put(partition, new ArrayList<>());
            open(partition);
        }
    }

    public static int partitionOf(CustomerKey customer) {
        return Topics.partition(customer.toString(), PARTITIONS);
    }

    public static CustomerKey customer(String externalId) {
        return TestEnvironment.customer(externalId);
    }

    // What customers and tenants do.

    public Decision grant(String customer, long credits) {
        return grant(customer, credits, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Decision grant(String customer, long credits, int priority, Optional<Instant> effectiveAt,
            Optional<Instant> expiresAt, Optional<Long> pricePaid) {
        return decide(customer, new Command.GrantCredits(credits, BlockSource.MANUAL, Optional.empty(), priority,
                effectiveAt, new Command.Expiry(expiresAt, OptionalLong.empty()), pricePaid,
                pricePaid.map(price -> "EUR"), Map.of()));
    }

    public Decision adjust(String customer, long credits) {
        return decide(customer, new Command.AdjustCredits(credits, "because"));
    }

    public Decision voidBlock(String customer, long ordinal) {
        return decide(customer, new Command.VoidBlock(ordinal, "because"));
    }

    /** Pays for a package of 2,000 with a bonus of 500, or for plain credits. */
    Decision topUp(String customer, Command.TopUpOf what, String payment) {
        return decide(customer, new Command.TopUp(what, Optional.empty(), Optional.empty(), Optional.of(payment),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
    }

    Decision purchase(String customer, long price, long credits) {
        return decide(customer, new Command.Purchase(price, Optional.empty(), new Command.GrantCredits(credits,
                BlockSource.PURCHASE, Optional.empty(), 0, Optional.empty(), Command.Expiry.NEVER, Optional.empty(),
                Optional.empty(), Map.of())));
    }

    public Decision reserve(String customer, Command.ReserveFor what, Duration ttl) {
        return decide(customer, new Command.Reserve(what, ttl, Map.of("job", "j")));
    }

    public Decision commit(String customer, long reservation, Command.Actual actual) {
        return decide(customer, new Command.CommitReservation(reservation, actual));
    }

    Decision release(String customer, long reservation) {
        return decide(customer, new Command.ReleaseReservation(reservation, Optional.of("because")));
    }

    Decision extend(String customer, long reservation, Duration ttl) {
        return decide(customer, new Command.ExtendReservation(reservation, ttl));
    }

    Decision tick(String customer) {
        return decide(customer, new Command.Tick());
    }

    /** An event that was taken in before it is decided, such as one from Kafka. */
    public Decision use(String customer, String eventId, String metric, long units, Instant timestamp) {
        return decide(customer, new Command.RecordUsage(
                new UsageEvent(eventId, metric, units, Optional.of(timestamp), Map.of()), Optional.of(timestamp), true,
                Optional.empty()));
    }

    Decision use(String customer, String eventId, UsageLines usage, Instant timestamp) {
        return decide(customer, new Command.RecordUsage(
                new UsageEvent(eventId, usage, Optional.of(timestamp), Map.of(), Optional.empty()),
                Optional.of(timestamp), true, Optional.empty()));
    }

    /** Taken in under an Idempotency-Key, which is the event's id. */
    Decision useAsync(String customer, String key, String metric, long units) {
        return decide(customer, key, new Command.RecordUsage(
                new UsageEvent(key, metric, units, Optional.empty(), Map.of()), Optional.of(now), true,
                Optional.empty()));
    }

    Decision useAndWait(String customer, String eventId, String metric, long units) {
        return decide(customer, new Command.RecordUsage(
                new UsageEvent(eventId, metric, units, Optional.empty(), Map.of()), Optional.empty(), false,
                Optional.empty()));
    }

    /** Takes the charge from history, which must have caught up. */
    public Decision voidUsage(String customer, String eventId) {
        return decide(customer, new Command.VoidUsage(eventId, "because",
                reads().usage().chargeOf(customer(customer), eventId)));
    }

    /** Takes the charge from history, which must have caught up. */
    public Decision refund(String customer, long reservation) {
        return decide(customer, new Command.RefundReservation(reservation, "because",
                reads().reservations().chargeOf(customer(customer), reservation)));
    }

    /** Takes the event from history, which must have caught up. */
    Decision retry(String customer, String eventId) {
        return decide(customer, new Command.RetryUsage(eventId,
                reads().usage().refusedEvent(customer(customer), eventId, refusedSince())));
    }

    public Decision decide(String customer, Command command) {
        return decide(customer, "key-" + (commands + 1), command);
    }

    private Decision decide(String customer, String idempotencyKey, Command command) {
        CustomerKey key = customer(customer);
        String id = "cmd-" + ++commands;
        var envelope = new CommandEnvelope(id, CustomerRef.byExternalId(ENVIRONMENT, customer),
                Optional.of(new Idempotency(idempotencyKey, "print", "/v1/somewhere")), 1, command);
        Decision decision = CommandDecider.decide(account(customer), envelope, now, config);
        account(customer).absorb(decision);
        entries.addAll(decision.entries());
        for (OutputRecords.Output output : OutputRecords.of(envelope, decision, now, 1)) {
            for (Source source : Source.values()) {
                if (source.topic().equals(output.sink())) {
                    append(partitionOf(key), source, output.value());
                }
            }
        }
        return decision;
    }

    public void append(int partition, Source source, byte[] value) {
        long offset = nextOffset.merge(source, 1L, Long::sum);
        log(partition).add(new SourceRecord(source, offset, Optional.of(3), value));
    }

    // What is known without history.

    public InMemoryAccount account(String customer) {
        return accounts.computeIfAbsent(customer(customer), InMemoryAccount::new);
    }

    LiveBlocks liveBlocks(String customer, Instant at) {
        return LiveBlocks.of(account(customer), config.environment(ENVIRONMENT), at);
    }

    Function<OpenReservations.Asked, OpenReservations> openReservations(String customer) {
        return asked -> OpenReservations.of(account(customer), now, asked);
    }

    /** What was refused by then is no longer kept. */
    Instant refusedSince() {
        return now.minus(REFUSALS_KEPT);
    }

    /** A page of the list, of all customers or one. */
    JsonNode refusedUsage(Optional<CustomerKey> customer, Page page) {
        var query = new ListQuery.RefusedUsage(ENVIRONMENT, customer);
        return json(ListedPage.of(query.cursor(), page, REQUEST,
                stretch -> List.of(reads().refusedUsage().list(query, stretch, stores.partitions(), refusedSince()))));
    }

    /** As the API answers it. */
    static Reply whole(CreditsView view) {
        return BoundedAnswer.of(view, "ask for less", REQUEST);
    }

    LiveSubscriptions liveSubscriptions(String customer) {
        return LiveSubscriptions.of(account(customer), config.environment(ENVIRONMENT), now);
    }

    List<LedgerEntry> entriesOf(String customer) {
        return entries.stream().filter(entry -> entry.customer().equals(customer(customer))).toList();
    }

    // History.

    public List<SourceRecord> log(int partition) {
        return logs.getOrDefault(partition, List.of());
    }

    public HistoryWriter writer(int partition) {
        return Optional.ofNullable(writers.get(partition)).orElseThrow();
    }

    public void open(int partition) {
        writers.put(partition, stores.writer(stores.open(partition)));
    }

    /** Applies what is waiting, in one batch. */
    public void catchUp() {
        writers.forEach((partition, writer) -> writer.apply(waiting(partition, writer.checkpoint())));
    }

    /** What the partition's log has behind the checkpoint. */
    public List<SourceRecord> waiting(int partition, Checkpoint checkpoint) {
        return log(partition).stream().filter(record -> record.offset() >= checkpoint.of(record.source()).offset())
                .toList();
    }

    HistoryReads reads() {
        return HistoryReads.of(stores);
    }

    public CustomerHistory rows(String customer) {
        return stores.of(customer(customer));
    }

    static Page firstPage() {
        return new Page(Optional.empty(), 50);
    }

    static JsonNode json(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new IllegalStateException("an answer that is not JSON", e);
        }
    }

    @Override
    public void close() {
        stores.partitions().forEach(stores::close);
        memory.close();
    }
}
