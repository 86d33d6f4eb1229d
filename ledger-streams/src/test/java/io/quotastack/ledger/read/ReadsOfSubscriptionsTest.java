package io.quotastack.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.simulation.SimulationJobs;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.schemas.json.Json;

/** What is read of subscriptions and clocks from the live account; history has nothing here. */
class ReadsOfSubscriptionsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final CustomerKey ANN = TestEnvironment.customer("ann");
    private static final RequestContext REQUEST = new RequestContext("req-1", "/v1/somewhere");
    private static final Page PAGE = new Page(Optional.empty(), 2);

    @TempDir
    Path directory;

    private final Config config = TestEnvironment.config(OveragePolicy.BLOCK);
    private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
    private final OwnedPartitions<Shard> shards = new OwnedPartitions<>(1);
    private Instant now = START;
    private int commands;
    private History history;
    private Reads reads;

    /** History follows nothing here. */
    private static final class UnreadDeserializer<T> implements Deserializer<T> {
        @Override
        public T deserialize(String topic, byte[] bytes) {
            throw new IllegalStateException("nobody reads " + topic);
        }
    }

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        var shard = new Shard(store);
        shard.caughtUp();
        shards.open(0, shard);
        history = new History(History.Settings.of(directory, Map.of()), 1, new UnreadDeserializer<>(),
                new UnreadDeserializer<>(), new UnreadDeserializer<>(), clock(), new SimpleMeterRegistry());
        reads = new Reads(shards, history, () -> config,
                new PendingUsage(Map.of(), shards, new DecidedOffsets(1), Duration.ofSeconds(1)),
                new SimulationJobs(history.reads().simulations(), partition -> () -> true, () -> config, () -> false,
                        clock(), System::nanoTime),
                new CommitPolicy(Duration.ZERO), new DecidedOffsets(1), new LogEnds(Map.of()), clock());
    }

    @AfterEach
    void close() {
        history.close();
        store.close();
    }

    @Test
    void readsASubscriptionWhosePeriodPassedAsItIsNow() throws IOException {
        subscribe("ann", TestEnvironment.PREPAID, 0);
        assertThat(status(new Query.GetSubscription(ANN, 1))).isEqualTo("active");

        now = START.plus(Duration.ofDays(1));
        assertThat(status(new Query.GetSubscription(ANN, 1))).isEqualTo("overdue");
        assertThat(text(new Query.GetSubscription(ANN, 1), "grace_end")).isEqualTo("2026-03-03T12:00:00.000Z");

        now = START.plus(Duration.ofDays(2));
        assertThat(status(new Query.GetSubscription(ANN, 1))).isEqualTo("expired");
        assertThat(text(new Query.GetSubscription(ANN, 2), "plan_variant_id")).as("the fallback")
                .isEqualTo(TestEnvironment.POSTPAID);
    }

    @Test
    void knowsNoSubscriptionThatWasNeverMade() {
        subscribe("ann", TestEnvironment.POSTPAID, 0);

        assertThat(read(new Query.GetSubscription(ANN, 2)).status()).isEqualTo(404);
        assertThat(read(new Query.GetSubscription(ANN, 0)).status()).isEqualTo(404);
        assertThat(read(new Query.SubscriptionHistory(ANN, 2, PAGE)).status()).isEqualTo(404);
        assertThat(read(new Query.GetSubscription(TestEnvironment.customer("nobody"), 1)).status()).isEqualTo(404);
    }

    @Test
    void listsTheSubscriptionsOfAllCustomersByCreation() throws IOException {
        for (String customer : List.of("cy", "ann", "bob", "di", "eve")) {
            subscribe(customer, TestEnvironment.POSTPAID, 0);
            now = now.plusSeconds(1);
        }
        decide("di", new Command.PauseSubscription(1));

        assertThat(listedCustomers(Optional.empty())).containsExactly("cy", "ann", "bob", "di", "eve");
        assertThat(listedCustomers(Optional.of(SubscriptionStatus.PAUSED))).containsExactly("di");
        assertThat(listedCustomers(Optional.of(SubscriptionStatus.ACTIVE))).containsExactly("cy", "ann", "bob",
                "eve");
    }

    @Test
    void answersAFeatureWhereThereIsNoMetricOfThatKey() throws IOException {
        decide("ann", new Command.CreateCustomer(Optional.empty(), Map.of()));
        JsonNode without = json(new Query.CheckEntitlement(ANN, new Query.Check("export", 1)));
        subscribe("ann", TestEnvironment.POSTPAID, 0);
        JsonNode with = json(new Query.CheckEntitlement(ANN, new Query.Check("export", 1)));

        assertThat(without.get("allowed").booleanValue()).isFalse();
        assertThat(without.get("reason").textValue()).isEqualTo("feature_not_in_plan");
        assertThat(with.get("allowed").booleanValue()).isTrue();
        assertThat(with.get("type").textValue()).isEqualTo("boolean");
        assertThat(with.get("subscription_status").textValue()).isEqualTo("active");
        assertThat(read(new Query.CheckEntitlement(ANN, new Query.Check("nothing", 1))).status()).isEqualTo(404);
    }

    @Test
    void estimatesFromWhatWasUsedInThePeriod() throws IOException {
        subscribe("ann", TestEnvironment.POSTPAID, 0);
        decide("ann", new Command.RecordUsage(new UsageEvent("e1", "steps", 15, Optional.empty(), Map.of()),
                Optional.empty(), true, Optional.empty()));
        var estimate = new Query.Estimate(TestEnvironment.ENVIRONMENT, Optional.of(ANN),
                new Query.PricedBy.MetricInForce("steps"), 10);

        assertThat(json(estimate).get("units_before").longValue()).isEqualTo(15);
        now = START.plus(Duration.ofDays(2));
        assertThat(json(estimate).get("units_before").longValue()).as("in the next period").isZero();
    }

    @Test
    void readsAClockOfItsOwn() throws IOException {
        decide("ann", new Command.CreateCustomer(Optional.empty(), Map.of()));
        assertThat(read(new Query.GetTestClock(ANN)).status()).isEqualTo(404);
        assertThat(reads.testClockOf(ANN)).isEmpty();

        Instant target = START.plus(Duration.ofDays(400));
        subscribe("ann", TestEnvironment.POSTPAID, 0);
        decide("ann", new Command.MoveTestClock(target));

        assertThat(status(new Query.GetTestClock(ANN))).isEqualTo("ready");
        assertThat(text(new Query.GetTestClock(ANN), "now")).isEqualTo(Json.time(target));
        assertThat(reads.testClockOf(ANN)).contains(target);
        assertThat(text(new Query.GetSubscription(ANN, 1), "current_period_start")).isEqualTo(Json.time(target));
    }

    @Test
    void customersAreListedByWhatTheyCanUseByPlanAndByMetadata() throws IOException {
        decide("ann", new Command.CreateCustomer(Optional.empty(), Map.of("region", "eu=1")));
        decide("bob", new Command.CreateCustomer(Optional.empty(), Map.of("region", "us")));
        decide("cid", new Command.CreateCustomer(Optional.empty(), Map.of("region", "eu=1")));
        subscribe("bob", TestEnvironment.PREPAID, 0);
        subscribe("cid", TestEnvironment.PREPAID, 0);
        String plan = text(new Query.GetSubscription(TestEnvironment.customer("bob"), 1), "plan_id");
        long granted = json(new Query.GetCredits(TestEnvironment.customer("bob"), false, Optional.empty()))
                .get("effective_balance").longValue();
        assertThat(granted).isPositive();

        Optional<Long> all = Optional.empty();
        Optional<String> any = Optional.empty();
        Optional<CustomerFilter.MetadataPair> none = Optional.empty();
        var european = Optional.of(new CustomerFilter.MetadataPair("region", "eu=1"));

        assertThat(customers(CustomerFilter.NONE)).containsExactlyInAnyOrder("ann", "bob", "cid");
        assertThat(customers(new CustomerFilter(Optional.of(granted), any, none))).containsExactly("ann");
        assertThat(customers(new CustomerFilter(Optional.of(granted + 1), any, none))).hasSize(3);
        assertThat(customers(new CustomerFilter(all, Optional.of(plan), none)))
                .containsExactlyInAnyOrder("bob", "cid");
        assertThat(customers(new CustomerFilter(all, Optional.of("plan_other"), none))).isEmpty();
        assertThat(customers(new CustomerFilter(all, any, european))).containsExactlyInAnyOrder("ann", "cid");
        assertThat(customers(new CustomerFilter(all, Optional.of(plan), european))).containsExactly("cid");
        assertThat(customers(new CustomerFilter(all, any,
                Optional.of(new CustomerFilter.MetadataPair("region", "eu"))))).isEmpty();
    }

    private List<String> customers(CustomerFilter filter) throws IOException {
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var query = new ListQuery.Customers(TestEnvironment.ENVIRONMENT, filter);
            JsonNode page = Json.MAPPER.readTree(ListedPage.of(query.cursor(), new Page(cursor, 1), REQUEST,
                    stretch -> List.of(reads.list(query, stretch, Set.of(0)))).body());
            page.get("data").forEach(one -> found.add(one.get("external_customer_id").textValue()));
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return found;
    }

    private void subscribe(String customer, String variant, int trialDays) {
        decide(customer, new Command.CreateSubscription(variant, Optional.empty(), Optional.of(trialDays), Map.of()));
    }

    private void decide(String customer, Command command) {
        CustomerRef ref = CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, customer);
        var envelope = new CommandEnvelope("cmd-" + ++commands, ref, Optional.empty(), 1, command);
        Decision decision = shards.of(ref.key()).read(ref.key(),
                state -> CommandDecider.decide(state, envelope, now, config));
        shards.of(ref.key()).write(ref.key(), rows -> {
            decision.changes().ifPresent(rows::write);
            rows.note(decision.events());
        });
    }

    private List<String> listedCustomers(Optional<SubscriptionStatus> status) throws IOException {
        List<String> customers = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var query = new ListQuery.Subscriptions(TestEnvironment.ENVIRONMENT, status);
            JsonNode page = Json.MAPPER.readTree(ListedPage.of(query.cursor(), new Page(cursor, 2), REQUEST,
                    stretch -> List.of(reads.list(query, stretch, Set.of(0)))).body());
            page.get("data").forEach(one -> {
                String customer = one.get("external_customer_id").textValue();
                assertThat(one.get("id").textValue())
                        .isEqualTo(Subscription.idOf(TestEnvironment.customer(customer), 1));
                customers.add(customer);
            });
            cursor = Optional.ofNullable(page.get("pagination").get("next_cursor").textValue());
        } while (cursor.isPresent());
        return customers;
    }

    private Reply read(Query query) {
        return reads.read(query, REQUEST);
    }

    private JsonNode json(Query query) throws IOException {
        Reply reply = read(query);
        assertThat(reply.status()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }

    private String status(Query query) throws IOException {
        return text(query, "status");
    }

    private String text(Query query, String member) throws IOException {
        return json(query).get(member).textValue();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
