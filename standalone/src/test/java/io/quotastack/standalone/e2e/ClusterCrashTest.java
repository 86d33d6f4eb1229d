package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.events.CustomerEvent;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.nodes.BrokerProcesses;
import io.quotastack.standalone.nodes.Fleet;

/**
 * {@code kill -9} of each app and of brokers in turn, on three brokers and two of each app, under load over HTTP and Kafka.
 * Goal and method are those of {@link CrashTest}; beside it, each customer's webhooks arrive in order without a gap, and it
 * tells after what time all customers were answered again. One node is stopped as asked, one frozen for longer than its
 * session. {@code -Dquotastack.rounds=20} kills twenty times.
 */
@Timeout(1_800)
class ClusterCrashTest {

    private static final int KILLS_IN_THE_BUILD = 2;
    private static final int KILLS = Integer.getInteger("quotastack.rounds", KILLS_IN_THE_BUILD);
    private static final int BROKERS = 3;
    private static final int PROBES = 8;
    private static final int REQUESTS_BETWEEN_KILLS = 200;
    /** A session of an owner, its takeover, and the time of a machine that has two processors for all of this. */
    private static final Duration ANSWERED_AGAIN_WITHIN = Duration.ofSeconds(30);
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(90);
    private static final String BROKER = "broker-";

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final List<String> figures = new ArrayList<>();

    /** Whom to kill: each in turn, a broker after every second app. */
    private static List<String> victims() {
        List<String> victims = new ArrayList<>();
        for (int i = 0, app = 0, broker = 0; i < KILLS; i++) {
            victims.add(i % 3 == 1 ? BROKER + broker++ % BROKERS : Fleet.NAMES.get(app++ % Fleet.NAMES.size()));
        }
        return victims;
    }

    @Test
    void nothingIsLostDoubledOrOvertakenWhicheverProcessIsKilled() throws Exception {
        System.out.println("ClusterCrashTest seed " + seed);
        try (var brokers = BrokerProcesses.start(directory, BROKERS);
                var fleet = Fleet.start(directory, brokers);
                var receiver = new WebhookReceiver(event -> 200)) {
            var credentials = fleet.cluster().credentials();
            List<Api> apis = fleet.apis().stream().map(url -> new Api(url, credentials.liveKey())).toList();
            String tenantId = credentials.tenantId().toString();
            prepare(new Tenant(tenantId, credentials.liveKey(), apis.getFirst(), apis.getFirst()), receiver);
            try (var line = new Line(apis, new UsageProducer(brokers.bootstrapServers(), fleet.registry()));
                    var load = new Load(line, tenantId, seed);
                    var probes = new Probes(apis, PROBES)) {
                load.start();
                probes.start();
                for (String victim : victims()) {
                    awaitMore(load);
                    kill(victim, fleet, brokers, probes);
                }
                restart("ledger-2", fleet, probes);
                awaitMore(load);
                freeze("ledger-1", fleet, probes);
                awaitMore(load);
                load.finish();
                probes.finish();

                load.books().forEach((customer, acknowledged) -> ExactlyOnce.expect(
                        new Account(apis.getFirst(), customer), acknowledged, "seed " + seed + ", " + customer));
                long delivered = expectDeliveries(apis.getFirst(), receiver, brokers, fleet);
                figures.forEach(System.out::println);
                System.out.println(KILLS + " kills, " + load.count() + " requests answered, " + line.unanswered()
                        + " sent again, " + delivered + " events delivered; lost 0, doubled 0, gaps 0, overtaken 0");
                assertThat(line.refusals()).allMatch(refusal -> refusal.startsWith("503 ")
                        && !refusal.endsWith("without Retry-After"));
                assertThat(probes.refusals()).allMatch(refusal -> refusal.equals("no connection")
                        || (refusal.startsWith("503 ") && !refusal.endsWith("without Retry-After")));
            }
            System.out.println(QuotaStackProcess.run("verify", "--bootstrap-server", brokers.bootstrapServers(),
                    "--registry", fleet.registry().toString()).expectVerified().output());
        }
    }

    private static void prepare(Tenant tenant, WebhookReceiver receiver) {
        tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
        tenant.perUnit(Load.METRIC, Load.UNIT_COST);
    }

    private static void awaitMore(Load load) throws Exception {
        long goal = load.count() + REQUESTS_BETWEEN_KILLS;
        Eventually.within(Duration.ofMinutes(2), load::count, count -> count >= goal);
        load.checkAlive();
    }

    /** The dead one stays away until all customers are answered without it. */
    private void kill(String victim, Fleet fleet, BrokerProcesses brokers, Probes probes) throws InterruptedException {
        boolean broker = victim.startsWith(BROKER);
        int number = broker ? Integer.parseInt(victim.substring(BROKER.length())) : 0;
        if (broker) {
            brokers.kill9(number);
        } else {
            fleet.node(victim).kill9();
        }
        probes.mark();
        Duration again = probes.allAnsweredAgain(ANSWERED_AGAIN_WITHIN);
        Duration longest = probes.longestWait();
        probes.mark();
        if (broker) {
            brokers.startAgain(number);
        } else {
            fleet.startAgain(victim);
        }
        Duration back = probes.allAnsweredAgain(ANSWERED_AGAIN_WITHIN);
        figures.add(String.format(Locale.ROOT,
                "kill -9 %-10s all customers answered again after %5.1f s, longest wait %5.1f s; after its return %5.1f s, longest wait %5.1f s",
                victim, seconds(again), seconds(longest), seconds(back), seconds(probes.longestWait())));
        System.out.println(figures.getLast());
    }

    /** As an upgrade does: the other nodes have all while it is away. */
    private void restart(String node, Fleet fleet, Probes probes) throws InterruptedException {
        probes.mark();
        assertThat(fleet.node(node).terminate()).isZero();
        Duration stopped = waited(probes);
        probes.mark();
        fleet.startAgain(node);
        figures.add(
                String.format(Locale.ROOT, "SIGTERM %-11s longest wait of a customer %5.1f s; after its return %5.1f s",
                        node, seconds(stopped), seconds(waited(probes))));
        System.out.println(figures.getLast());
    }

    /** One that is believed dead and goes on later as if no time had passed: nothing that it says then may be old. */
    private void freeze(String node, Fleet fleet, Probes probes) throws InterruptedException {
        fleet.node(node).pause();
        probes.mark();
        Duration without = waited(probes);
        fleet.node(node).resume();
        probes.mark();
        figures.add(
                String.format(Locale.ROOT, "SIGSTOP %-11s longest wait of a customer %5.1f s; after SIGCONT %5.1f s",
                        node, seconds(without), seconds(waited(probes))));
        System.out.println(figures.getLast());
    }

    private static Duration waited(Probes probes) {
        probes.allAnsweredAgain(ANSWERED_AGAIN_WITHIN);
        return probes.longestWait();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    /** What came again after a kill was there before; the first arrivals count 1, 2, 3 … to the last event there is. */
    private long expectDeliveries(Api api, WebhookReceiver receiver, BrokerProcesses brokers, Fleet fleet) {
        Map<String, Long> events = lastSequences(brokers.bootstrapServers(), fleet.registry().toString());
        events.forEach((customer, last) -> {
            Eventually.within(DELIVERED_WITHIN, () -> receiver.received().stream()
                    .filter(one -> one.customer().equals(customer)).mapToLong(WebhookReceiver.Received::sequence).max()
                    .orElse(0), found -> found >= last);
            assertThat(receiver.received().stream().filter(one -> one.customer().equals(customer))
                    .map(WebhookReceiver.Received::sequence).distinct()).as("seed " + seed + ", " + customer)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
        });
        Eventually.within(DELIVERED_WITHIN, () -> api.get("/v1/webhooks/deliveries?status=pending&limit=1"),
                page -> page.expect(200).at("data").isEmpty());
        return events.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of each customer, by what was committed of the topic; which counts without a gap itself. */
    private static Map<String, Long> lastSequences(String bootstrapServers, String registry) {
        Map<String, Long> last = new TreeMap<>();
        try (var serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, registry));
                var deserializer = serdes.values(CustomerEvent.class).deserializer();
                var consumer = CommittedConsumer.of(Map.of("bootstrap.servers", bootstrapServers), Map.of())) {
            String topic = Topics.CUSTOMER_EVENTS.name();
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    CustomerEvent event = deserializer.deserialize(topic, record.value());
                    long before = last.getOrDefault(event.getExternalCustomerId(), 0L);
                    assertThat(event.getSequence()).as(event.toString()).isEqualTo(before + 1);
                    last.put(event.getExternalCustomerId(), event.getSequence());
                });
            }
        }
        return last;
    }
}
