package io.quotastack.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.ledger.remote.RemoteLedgerGateway;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;

/**
 * Two nodes of the ledger on one broker, asked through the remote gateway: what is answered does not depend on who owns
 * what, also while that changes. {@code -Dquotastack.moves=20} makes partitions move so often under load.
 */
@Timeout(600)
class OwnersTest {

    private static final int MOVES = Integer.getInteger("quotastack.moves", 1);
    private static final int CUSTOMERS = 24;
    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(7, 7), Environment.LIVE);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicLong IDS = new AtomicLong();

    @TempDir
    private Path directory;

    @Test
    void answersComeFromWhoeverOwnsTheCustomer() throws Exception {
        try (var cluster = new LedgerCluster(directory);
                var one = cluster.start("one");
                var two = cluster.start("two");
                var gateway = cluster.gateway(one, two)) {
            bothOwn(one, two);
            List<CustomerKey> customers = created(gateway);

            assertThat(listed(gateway)).containsExactlyInAnyOrderElementsOf(customerIds(customers));
            for (CustomerKey customer : customers) {
                assertThat(adjust(gateway, customer, "first").status()).isEqualTo(201);
                assertThat(adjust(gateway, customer, "first").replayed()).isTrue();
                assertThat(balance(gateway, customer)).isEqualTo(1_000);
                assertThat(gateway.customerExists(customer)).isTrue();
                assertThat(gateway.chargeOf(customer, "nothing")).isEmpty();
            }
            acceptsABatchForAll(gateway, customers);
            refusesWhatItDoesNotOwnBeforeAppending(cluster, one, two, customers);
        }
    }

    private static void acceptsABatchForAll(RemoteLedgerGateway gateway, List<CustomerKey> customers) {
        List<CommandEnvelope> batch = customers.stream().map(customer -> envelope(customer, Optional.empty(),
                new Command.RecordUsage(
                        new UsageEvent("batch", "unknown-metric", 1, Optional.empty(), Map.of(), Optional.empty()),
                        Optional.empty(), true, Optional.empty())))
                .toList();

        gateway.accept(batch).join();

        for (CustomerKey customer : customers) {
            await(() -> status(gateway.read(new Query.GetUsage(customer, "batch"), request())).equals("refused"));
        }
        assertThat(pages(gateway, new ListQuery.RefusedUsage(LIVE, Optional.empty()))).hasSize(CUSTOMERS);
        assertThat(pages(gateway, new ListQuery.RefusedUsage(LIVE, Optional.of(customers.getFirst())))).hasSize(1);
    }

    private static void refusesWhatItDoesNotOwnBeforeAppending(LedgerCluster cluster, LedgerCluster.Node one,
            LedgerCluster.Node two, List<CustomerKey> customers) throws Exception {
        OwnerMap map = one.ledger.owners();
        CustomerKey ofTwo = customers.stream()
                .filter(customer -> map.owner(map.partitionOf(customer)).orElseThrow().equals(two.address)).findFirst()
                .orElseThrow();
        long before = end(cluster, map.partitionOf(ofTwo));

        assertThatThrownBy(() -> one.ledger.submit(adjustment(ofTwo, "astray")))
                .isInstanceOf(ShardMovedException.class);
        assertThatThrownBy(() -> one.ledger.accept(List.of(adjustment(ofTwo, "astray"))))
                .isInstanceOf(ShardMovedException.class);
        assertThatThrownBy(() -> one.ledger.customerExists(ofTwo)).isInstanceOf(ShardMovedException.class);

        assertThat(end(cluster, map.partitionOf(ofTwo))).isEqualTo(before);
    }

    @Test
    void whatIsAnsweredStandsOnceHoweverOftenPartitionsMove() throws Exception {
        try (var cluster = new LedgerCluster(directory); var one = cluster.start("one")) {
            LedgerCluster.Node two = cluster.start("two");
            try (var gateway = cluster.gateway(one, two)) {
                bothOwn(one, two);
                List<CustomerKey> customers = created(gateway);
                try (var load = new Load(gateway, customers)) {
                    for (int move = 0; move < MOVES; move++) {
                        load.someMore();
                        two.close();
                        load.someMore();
                        two = cluster.start("two");
                        bothOwn(one, two);
                    }
                    load.someMore();
                    Map<CustomerKey, Long> answered = load.stopped();
                    for (CustomerKey customer : customers) {
                        assertThat(balance(gateway, customer)).as(customer.toString())
                                .isEqualTo(answered.getOrDefault(customer, 0L) * 1_000);
                    }
                    System.out.printf("%d moves, %d commands answered, longest wait for one %d ms, %d asked again%n",
                            MOVES, answered.values().stream().mapToLong(Long::longValue).sum(),
                            load.longestMillis.get(), load.again.get());
                }
            } finally {
                two.close();
            }
        }
    }

    @Test
    void anOwnerThatHasLostTheClusterAnswersNoReads() throws Exception {
        var cluster = new LedgerCluster(directory);
        try (cluster; var one = cluster.start("one"); var gateway = cluster.gateway(one)) {
            await(one.ledger::isReady);
            CustomerKey customer = created(gateway).getFirst();
            assertThat(one.ledger.customerExists(customer)).isTrue();

            long lost = System.nanoTime();
            cluster.loseKafka();
            await(() -> isRefused(() -> one.ledger.customerExists(customer)));

            assertThat(Duration.ofNanos(System.nanoTime() - lost)).isLessThan(Duration.ofSeconds(7));
            assertThat(one.ledger.isReady()).isFalse();
            await(() -> !one.config.isCurrent());
            assertThat(Duration.ofNanos(System.nanoTime() - lost)).isLessThan(Duration.ofSeconds(20));
            assertThatThrownBy(
                    () -> one.ledger.read(new Query.GetCredits(customer, false, Optional.empty()), request()))
                    .isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> one.ledger.submit(adjustment(customer, "late")))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    private static boolean isRefused(Runnable read) {
        try {
            read.run();
            return false;
        } catch (UnavailableException e) {
            return true;
        }
    }

    /** Callers who each ask again with the same key until they are answered, and readers of lists beside them. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean stopping = new AtomicBoolean();
        private final AtomicBoolean abandoned = new AtomicBoolean();
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong longestMillis = new AtomicLong();
        private final AtomicLong again = new AtomicLong();
        private final AtomicLong lists = new AtomicLong();
        private final Map<CustomerKey, Long> answered = new ConcurrentHashMap<>();
        private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        private final List<Thread> threads = new ArrayList<>();

        Load(LedgerGateway gateway, List<CustomerKey> customers) {
            for (int i = 0; i < 4; i++) {
                var random = new Random(i);
                run(() -> call(gateway, customers.get(random.nextInt(customers.size()))));
            }
            Set<String> all = customerIds(customers);
            run(() -> {
                try {
                    assertThat(listed(gateway)).isEqualTo(all);
                    lists.incrementAndGet();
                } catch (UnavailableException e) {
                    again.incrementAndGet();
                }
            });
        }

        private void run(Runnable one) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!stopping.get()) {
                        one.run();
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }

        private void call(LedgerGateway gateway, CustomerKey customer) {
            String key = "key-" + IDS.incrementAndGet();
            long start = System.nanoTime();
            while (!abandoned.get()) {
                try {
                    Reply reply = gateway.submit(adjustment(customer, key)).join();
                    assertThat(reply.status()).isEqualTo(201);
                    answered.merge(customer, 1L, Long::sum);
                    count.incrementAndGet();
                    longestMillis.accumulateAndGet(Duration.ofNanos(System.nanoTime() - start).toMillis(), Math::max);
                    return;
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof UnavailableException
                            || e.getCause() instanceof OutcomePendingException)) {
                        throw e;
                    }
                    again.incrementAndGet();
                }
            }
        }

        void someMore() {
            long goal = count.get() + 200;
            long listsGoal = lists.get() + 1;
            await(() -> !failures.isEmpty() || (count.get() >= goal && lists.get() >= listsGoal));
            assertThat(failures).isEmpty();
        }

        /** What was answered, when all that was asked is. */
        Map<CustomerKey, Long> stopped() {
            stopping.set(true);
            await(() -> threads.stream().noneMatch(Thread::isAlive));
            assertThat(failures).isEmpty();
            return new HashMap<>(answered);
        }

        @Override
        public void close() {
            stopping.set(true);
            abandoned.set(true);
        }
    }

    private static void bothOwn(LedgerCluster.Node one, LedgerCluster.Node two) {
        await(() -> {
            OwnerMap map = ownersOrNone(one);
            return map.owners().size() == LedgerCluster.PARTITIONS
                    && map.byOwner(map.all()).keySet().equals(Set.of(one.address, two.address))
                    && one.ledger.isReady() && two.ledger.isReady();
        });
    }

    private static OwnerMap ownersOrNone(LedgerCluster.Node node) {
        try {
            return node.ledger.owners();
        } catch (UnavailableException e) {
            return new OwnerMap(LedgerCluster.PARTITIONS, Map.of());
        }
    }

    private static List<CustomerKey> created(LedgerGateway gateway) {
        return IntStream.range(0, CUSTOMERS).mapToObj(i -> {
            CustomerRef customer = CustomerRef.byExternalId(LIVE, "customer-" + i);
            Reply reply = gateway.submit(new CommandEnvelope("create-" + i, customer,
                    Optional.of(new Idempotency("create-" + i, "f", "/v1/customers")), 0,
                    new Command.CreateCustomer(Optional.empty(), Map.of()))).join();
            assertThat(reply.status()).isEqualTo(201);
            return customer.key();
        }).toList();
    }

    private static CommandEnvelope adjustment(CustomerKey customer, String key) {
        return envelope(customer, Optional.of(new Idempotency(key, "f", "/v1/credits/adjust")),
                new Command.AdjustCredits(1_000, "count"));
    }

    private static CommandEnvelope envelope(CustomerKey customer, Optional<Idempotency> key, Command command) {
        return new CommandEnvelope("cmd-" + IDS.incrementAndGet(), CustomerRef.byId(customer), key, 0, command);
    }

    private static Reply adjust(LedgerGateway gateway, CustomerKey customer, String key) {
        return gateway.submit(adjustment(customer, key)).join();
    }

    private static long balance(LedgerGateway gateway, CustomerKey customer) {
        return json(gateway.read(new Query.GetCredits(customer, false, Optional.empty()), request()))
                .required("balance").longValue();
    }

    private static String status(Reply reply) {
        return json(reply).path("status").asText();
    }

    private static Set<String> listed(LedgerGateway gateway) {
        List<String> ids = pages(gateway, new ListQuery.Customers(LIVE, CustomerFilter.NONE)).stream()
                .map(row -> row.required("customer_id").textValue()).toList();
        assertThat(ids).doesNotHaveDuplicates();
        return new TreeSet<>(ids);
    }

    private static Set<String> customerIds(List<CustomerKey> customers) {
        return new TreeSet<>(customers.stream().map(customer -> customer.customerId().toString()).toList());
    }

    private static List<JsonNode> pages(LedgerGateway gateway, ListQuery.OfAccounts query) {
        List<JsonNode> rows = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = json(ListedPage.of(query.cursor(), new Page(cursor, 7), request(),
                    stretch -> gateway.list(query, stretch)));
            page.required("data").forEach(rows::add);
            cursor = Optional.ofNullable(page.at("/pagination/next_cursor").textValue());
        } while (cursor.isPresent());
        return rows;
    }

    private static JsonNode json(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestContext request() {
        return new RequestContext("request", "/test");
    }

    private static long end(LedgerCluster cluster, int partition) throws Exception {
        var commands = new TopicPartition(Topics.COMMANDS.name(), partition);
        try (Admin admin = Admin.create(cluster.kafka())) {
            return admin.listOffsets(Map.of(commands, OffsetSpec.latest())).partitionResult(commands).get().offset();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            LockSupport.parkNanos(20_000_000);
        }
    }
}
