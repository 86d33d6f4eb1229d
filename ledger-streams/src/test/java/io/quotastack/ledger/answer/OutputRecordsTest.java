package io.quotastack.ledger.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Decision.UsageReport;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.MovedEnd;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.OutcomeLine;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.answer.OutputRecords.Output;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.ledger.wire.RandomEntries;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;

/**
 * Holds the records against Avro's own objects, whose fields the compiler names: a schema with another field does not
 * compile here, and one with another order or type comes to other bytes. What is JSON in them is held against nothing
 * here.
 */
class OutputRecordsTest {

    private static final int ROUNDS = 500;
    private static final long CONFIG_VERSION = 77;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomEntries entries = new RandomEntries(random);

    private final LedgerEntry entry = entries.next();
    private final Customer customer = Customer.named(entry.customer(), "name of " + entries.text(), entry.recordedAt());
    private final CustomerKey key = customer.key();
    private final CommandEnvelope envelope = new CommandEnvelope("cmd-1",
            CustomerRef.byExternalId(key.tenantEnvironment(), customer.externalId()), Optional.empty(), 1,
            new Command.ReleaseAllReservations());

    @Test
    void writesEntriesAsTheCodecDoes() {
        Decision decision = decision(List.of(entry), List.of(), Optional.empty());

        assertThat(only(Topics.LEDGER_ENTRIES.name(), decision))
                .isEqualTo(EntryCodec.write(entry, customer.externalId()));
    }

    @Test
    void writesCustomerEventsAsAvrosOwnWriterDoes() {
        for (int i = 0; i < ROUNDS; i++) {
            CustomerEvent event = event(anyData());
            byte[] written = only(Topics.CUSTOMER_EVENTS.name(), decision(List.of(), List.of(event), Optional.empty()));

            String data = decode(io.quotastack.events.CustomerEvent.class, written).getData();
            assertThat(data).startsWith("{").endsWith("}");
            assertBytes(written, io.quotastack.events.CustomerEvent.class, new io.quotastack.events.CustomerEvent(
                    id(event), event.type().text(), event.timestamp(), tenant(), environment(),
                    key.customerId().toString(), customer.externalId(), event.sequence(), data, CONFIG_VERSION));
        }
    }

    @Test
    void writesSubscriptionChangesAsAvrosOwnWriterDoes() {
        for (int i = 0; i < ROUNDS; i++) {
            CustomerEvent.SubscriptionMoved moved = subscriptionMoved();
            CustomerEvent event = event(moved);
            byte[] written = only(Topics.SUBSCRIPTION_CHANGES.name(),
                    decision(List.of(), List.of(event), Optional.empty()));

            String subscription = decode(SubscriptionChange.class, written).getSubscription();
            assertThat(subscription).startsWith("{").endsWith("}");
            assertBytes(written, SubscriptionChange.class, new SubscriptionChange(id(event), event.sequence(),
                    event.type().text(), event.timestamp(), moved.byItself() ? "time" : "cmd-1", tenant(),
                    environment(), key.customerId().toString(), customer.externalId(),
                    Subscription.idOf(key, moved.subscription().subscription().ordinal()), subscription,
                    moved.movedEnds().entrySet().stream()
                            .map(end -> new MovedEnd(
                                    new ResourceId(ResourceId.Kind.BLOCK, key.customerId(), end.getKey()).toString(),
                                    end.getValue().orElse(null)))
                            .toList(),
                    moved.afterSequence(), moved.subscription().beginsAt().orElse(null)));
        }
    }

    @Test
    void writesUsageOutcomesAsAvrosOwnWriterDoes() {
        for (int i = 0; i < ROUNDS; i++) {
            UsageReport report = report();
            Instant recordedAt = entries.next().recordedAt();
            byte[] written = only(Topics.USAGE_OUTCOMES.name(),
                    OutputRecords.of(envelope, decision(List.of(), List.of(), Optional.of(report)), recordedAt, 1));

            Optional<LedgerEntry> charge = report.charge();
            UsageEvent event = report.event();
            Optional<UsageLine> ofOneMetric = event.usage().ofOneMetric();
            String problem = decode(UsageOutcome.class, written).getProblem();
            assertThat(Optional.ofNullable(problem).isPresent()).isEqualTo(report.refusal().isPresent());
            assertBytes(written, UsageOutcome.class, new UsageOutcome(event.eventId(),
                    charge.isPresent() ? "charged" : "refused", tenant(), environment(), key.customerId().toString(),
                    customer.externalId(), ofOneMetric.map(UsageLine::metricKey).orElse(null),
                    ofOneMetric.map(UsageLine::units).orElse(null), report.timestamp(),
                    event.givenTimestamp().orElse(null), event.metadata(), report.accepted(), report.occurredAt(),
                    recordedAt, charge.map(LedgerEntry::id).orElse(null),
                    charge.map(charged -> -charged.delta()).orElse(null),
                    charge.flatMap(LedgerEntry::usage).flatMap(LedgerEntry.UsageRef::ofOneMetric)
                            .map(PricedLine::ruleId).orElse(null),
                    charge.map(charged -> charged.after().balance()).orElse(null), problem,
                    event.source().orElse(null), lines(event.usage(), charge), report.besideCharge()));
        }
    }

    /** A record of a topic has at most 4 MiB: of the most blocks that an entry may name, and of lines whose metadata take six bytes a character in JSON. */
    @Test
    void anEntryOfTheMostBlocksAndLinesFitsItsTopics() {
        List<Allocation> shares = LongStream.rangeClosed(1_000_000, 1_000_000 + 20_000)
                .mapToObj(block -> Allocation.ofBlock(block, Long.MAX_VALUE)).toList();
        var line = new PricedLine("m".repeat(64), "rule_" + "r".repeat(36), Long.MAX_VALUE, Long.MAX_VALUE,
                Map.of("k", "\u0001".repeat(UsageLines.MOST_METADATA_BYTES / UsageLines.MOST_LINES)));
        var usage = new PricedUsage(Collections.nCopies(UsageLines.MOST_LINES, line), true);
        var largest = new LedgerEntry(key, entry.link(), EntryType.USAGE,
                new LedgerEntry.Movement(Long.MIN_VALUE, 0, shares, List.of()), entry.after(), entry.cause(),
                new LedgerEntry.Subject(Optional.of(new LedgerEntry.UsageRef(Optional.of("\u0001".repeat(255)), usage)),
                        OptionalLong.empty(), OptionalLong.empty(), Optional.empty()),
                Map.of("k", "\u0001".repeat(8 * 1024)), entry.times(), entry.context());
        UsageEvent event = usageEvent(usage);
        CustomerEvent booked = event(new CustomerEvent.EntryBooked(largest));
        CustomerEvent refused = event(new CustomerEvent.Refusal(event, entry.occurredAt(), refusal()));
        var report = new UsageReport(event, entry.occurredAt(), true, entry.recordedAt(), Optional.of(largest),
                Optional.empty());

        List<Output> outputs = OutputRecords.of(envelope,
                decision(List.of(largest), List.of(booked, refused), Optional.of(report)), entry.recordedAt(), 1);

        assertThat(outputs).hasSize(4).allSatisfy(output -> assertThat(output.value().length)
                .as(output.sink()).isLessThan(3 << 20));
    }

    private static List<OutcomeLine> lines(UsageLines usage, Optional<LedgerEntry> charge) {
        List<OutcomeLine> lines = new ArrayList<>();
        if (usage.itemized()) {
            Optional<List<PricedLine>> priced = charge.flatMap(LedgerEntry::usage).map(LedgerEntry.UsageRef::lines);
            for (UsageLine line : usage.all()) {
                Optional<PricedLine> cost = priced.map(all -> all.get(lines.size()));
                lines.add(new OutcomeLine(line.metricKey(), line.units(), line.metadata(),
                        cost.map(PricedLine::ruleId).orElse(null), cost.map(PricedLine::cost).orElse(null)));
            }
        }
        return lines;
    }

    private CustomerEvent event(CustomerEvent.Data data) {
        CustomerEvent.Type[] types = CustomerEvent.Type.values();
        return new CustomerEvent(random.nextLong(Long.MAX_VALUE), types[random.nextInt(types.length)],
                entries.next().occurredAt(), data);
    }

    private CustomerEvent.Data anyData() {
        return switch (random.nextInt(6)) {
            case 4 -> new CustomerEvent.AlertReached(Alert.percentOfPeriodGrants("a", random.nextInt(100)),
                    random.nextInt(), random.nextInt(), random.nextBoolean()
                            ? Optional.of(new CustomerEvent.PeriodGrants(1, random.nextInt(), random.nextInt()))
                            : Optional.empty());
            case 0 -> new CustomerEvent.EntryBooked(entries.next());
            case 1 -> new CustomerEvent.LineCrossed(random.nextInt(), random.nextInt(), random.nextInt());
            case 2 -> new CustomerEvent.TopupAsked(random.nextInt(9), new AutoTopup(500, "pkg_1", 3),
                    random.nextInt(), random.nextInt());
            case 3 -> new CustomerEvent.Refusal(usageEvent(), entries.next().occurredAt(), refusal());
            default -> subscriptionMoved();
        };
    }

    private CustomerEvent.SubscriptionMoved subscriptionMoved() {
        LedgerEntry any = entries.next();
        Instant at = any.occurredAt();
        var subscription = new Subscription(random.nextInt(9),
                new Subscription.Terms(new PlanVariant.Ref("var_1", 1), "plan_1", Optional.empty()),
                new Phase.Scheduled(at, 0),
                new Subscription.Calendar(Optional.empty(), Anchor.of(at), 0, Anchor.of(at), List.of()),
                Subscription.AtPeriodEnd.NOTHING, Subscription.Notices.NOTHING, Optional.empty(), any.metadata(), at);
        SortedMap<Long, Optional<Instant>> movedEnds = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            movedEnds.put(random.nextLong(Long.MAX_VALUE), any.context().usageTimestamp());
        }
        Optional<SortedMap<String, PeriodUsage>> usage = random.nextBoolean()
                ? Optional.of(new TreeMap<>(Map.of("calls", new PeriodUsage(1, 2))))
                : Optional.empty();
        return new CustomerEvent.SubscriptionMoved(
                new SubscriptionSnapshot(subscription, subscription.status(), Optional.empty()), random.nextBoolean(),
                usage, movedEnds, random.nextLong(Long.MAX_VALUE));
    }

    private UsageReport report() {
        LedgerEntry any = entries.next();
        boolean charged = random.nextBoolean() && any.usage().isPresent();
        UsageEvent event = charged ? usageEvent(any.usage().get().priced()) : usageEvent();
        return new UsageReport(event, any.occurredAt(), random.nextBoolean(), any.recordedAt(),
                charged ? Optional.of(any) : Optional.empty(), charged ? Optional.empty() : Optional.of(refusal()),
                random.nextBoolean());
    }

    private UsageEvent usageEvent() {
        return usageEvent(Stream.generate(entries::next).flatMap(any -> any.usage().stream()).findFirst().orElseThrow()
                .priced());
    }

    private UsageEvent usageEvent(PricedUsage charged) {
        LedgerEntry any = entries.next();
        return new UsageEvent(entries.text(), new UsageLines(charged.lines().stream()
                .map(line -> new UsageLine(line.metricKey(), line.units(), line.metadata())).toList(),
                charged.itemized()), any.context().usageTimestamp(), any.metadata(), any.cause().idempotencyKey());
    }

    private Problem refusal() {
        return Problem.of(ProblemType.INSUFFICIENT_CREDITS, entries.text()).with("balance", random.nextInt());
    }

    private Decision decision(List<LedgerEntry> booked, List<CustomerEvent> events, Optional<UsageReport> report) {
        return new Decision(new Outcome.TimePassed(), Optional.of(customer), booked, events, report, Optional.empty(),
                Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private byte[] only(String sink, Decision decision) {
        return only(sink, OutputRecords.of(envelope, decision, entry.recordedAt(), CONFIG_VERSION));
    }

    private static byte[] only(String sink, List<Output> outputs) {
        List<byte[]> values = outputs.stream().filter(output -> output.sink().equals(sink)).map(Output::value).toList();
        assertThat(values).hasSize(1);
        return values.getFirst();
    }

    private String tenant() {
        return key.tenantEnvironment().tenantId().toString();
    }

    private String environment() {
        return key.tenantEnvironment().environment().text();
    }

    private String id(CustomerEvent event) {
        return new ResourceId(ResourceId.Kind.CUSTOMER_EVENT, key.customerId(), event.sequence()).toString();
    }

    private static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
        return new AvroBinary<>(type).decode(bytes);
    }

    private <T extends SpecificRecord> void assertBytes(byte[] written, Class<T> type, T expected) {
        assertThat(written).as("seed %d", seed).isEqualTo(new AvroBinary<>(type).encode(expected));
    }
}
