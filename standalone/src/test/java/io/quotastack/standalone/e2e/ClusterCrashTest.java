package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.nodes.BrokerProcesses;
import io.quotastack.standalone.nodes.Fleet;
import io.quotastack.standalone.nodes.NodeProcess;

/**
 * {@code kill -9} of each app and of brokers in turn, on three brokers and two of each app, under load over HTTP and Kafka.
 * Goal and method are those of {@link CrashTest}; beside it, each customer's webhooks arrive in order without a gap, and it
 * tells after what time all customers were answered again. One node is stopped as asked, one frozen for longer than its
 * session: nothing that it says afterwards may be old. {@code -Dquotastack.rounds=20} kills twenty times.
 */
@Timeout(1_800)
class ClusterCrashTest {

    private static final int KILLS_IN_THE_BUILD = 2;
    private static final int KILLS = Integer.getInteger("quotastack.rounds", KILLS_IN_THE_BUILD);
    private static final int BROKERS = 3;
    private static final int PROBES = 8;
    private static final String BROKER = "broker-";

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();

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
            var tenant = new Tenant(credentials.tenantId().toString(), credentials.liveKey(), apis.getFirst(),
                    apis.getFirst());
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
            tenant.perUnit(Load.METRIC, Load.UNIT_COST);
            try (var line = new Line(apis, new UsageProducer(brokers.bootstrapServers(), fleet.registry()));
                    var load = new Load(line, tenant.id(), seed);
                    var probes = new Probes(apis, PROBES)) {
                var outages = new Outages(line, load, probes);
                load.start();
                probes.start();
                for (String victim : victims()) {
                    kill(victim, fleet, brokers, outages);
                }
                outages.inOrder("SIGTERM ledger-2", () -> assertThat(fleet.node("ledger-2").terminate()).isZero(),
                        () -> fleet.startAgain("ledger-2"));
                NodeProcess frozen = fleet.node("ledger-1");
                outages.sudden("SIGSTOP ledger-1", frozen::pause, frozen::resume);
                outages.expectBooksKept(apis.getFirst(), "seed " + seed);
                outages.report(KILLS + " kills", Deliveries.expectAll(apis.getFirst(), receiver,
                        brokers.bootstrapServers(), fleet.registry(), "seed " + seed));
            }
            System.out.println(QuotaStackProcess.run("verify", "--bootstrap-server", brokers.bootstrapServers(),
                    "--registry", fleet.registry().toString()).expectVerified().output());
        }
    }

    private static void kill(String victim, Fleet fleet, BrokerProcesses brokers, Outages outages) throws Exception {
        if (victim.startsWith(BROKER)) {
            int number = Integer.parseInt(victim.substring(BROKER.length()));
            outages.sudden("kill -9 " + victim, () -> brokers.kill9(number), () -> brokers.startAgain(number));
        } else {
            outages.sudden("kill -9 " + victim, () -> fleet.node(victim).kill9(), () -> fleet.startAgain(victim));
        }
    }
}
