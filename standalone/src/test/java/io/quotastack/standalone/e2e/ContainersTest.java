package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.nodes.ContainerFleet;
import io.quotastack.standalone.nodes.Quickstart;

/**
 * {@link ClusterCrashTest} on our image, with three brokers: the quickstart; under load, containers killed, and one owner of
 * the ledger cut off from Kafka while the other nodes still reach it. In the end the same count as there.
 *
 * <p>Runs where there is a container engine that has the images, and is skipped elsewhere. It kills one container in the
 * build; {@code -Dquotastack.rounds=10} kills each in turn.
 */
@Timeout(2_400)
class ContainersTest {

    private static final int KILLS_IN_THE_BUILD = 1;
    private static final int KILLS = Integer.getInteger("quotastack.rounds", KILLS_IN_THE_BUILD);
    private static final int PROBES = 8;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();

    @BeforeAll
    static void needsAnEngineWithTheImages() {
        ContainerFleet.whyNot().ifPresent(why -> assumeTrue(false, "skipped: " + why));
    }

    @Test
    void nothingIsLostDoubledOrOvertakenWhicheverContainerIsKilledOrCutOff() throws Exception {
        System.out.println("ContainersTest seed " + seed);
        try (var receiver = WebhookReceiver.reachableAs(ContainerFleet.THIS_HOST, event -> 200);
                var fleet = ContainerFleet.start(directory)) {
            URI url = fleet.apis().getFirst();
            new Quickstart(url, fleet.credentials(), fleet.bootstrapServers(), receiver).run();

            List<Api> apis = fleet.apis().stream().map(each -> new Api(each, fleet.credentials().liveKey())).toList();
            Api api = apis.getFirst();
            var tenant = new Tenant(fleet.credentials().tenantId().toString(), fleet.credentials().liveKey(), api, api);
            tenant.perUnit(Load.METRIC, Load.UNIT_COST);
            try (var line = new Line(apis, new UsageProducer(fleet.bootstrapServers(), fleet.registry()));
                    var load = new Load(line, tenant.id(), seed);
                    var probes = new Probes(apis, PROBES)) {
                var outages = new Outages(line, load, probes);
                load.start();
                probes.start();
                for (int kill = 0; kill < KILLS; kill++) {
                    String victim = ContainerFleet.NAMES.get(kill % ContainerFleet.NAMES.size());
                    outages.sudden("kill -9 " + victim, () -> fleet.kill9(victim), () -> fleet.startAgain(victim));
                }
                cutOff(fleet, apis, outages);
                outages.expectBooksKept(api, "seed " + seed);
                outages.report(KILLS + " kills and a cut in containers", Deliveries.expectAll(api, receiver,
                        fleet.bootstrapServers(), fleet.registry(), "seed " + seed));
            }
            System.out.println(fleet.verify());
        }
    }

    /**
     * One owner that is believed dead, lives on, and can be asked: what it says to an API that knows no other is right, or that
     * it cannot say.
     */
    private static void cutOff(ContainerFleet fleet, List<Api> apis, Outages outages) throws Exception {
        var reader = new Api(fleet.startReaderOfFirstLedger(), fleet.credentials().liveKey());
        try (var reads = new CutOffReads(apis.getFirst(), reader)) {
            outages.sudden("cut off ledger-1", () -> {
                reads.start();
                fleet.cutOffFromKafka("ledger-1");
            }, () -> {
                assertThat(fleet.isReady("ledger-1")).isFalse();
                reads.expectRefused();
                fleet.backToKafka("ledger-1");
            });
            reads.finish();
            System.out.println(reads);
        }
    }
}
