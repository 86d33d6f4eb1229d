package io.quotastack.ledger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.command.Command;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.simulation.UsageGroup;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.ledger.TestEnvironment;
import io.quotastack.ledger.history.Books;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.schemas.json.Json;

class SimulationJobsTest {

    private static final long CUSTOMERS = 30;
    private static final Set<Integer> BOTH = Set.of(0, 1);
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Books books;
    private Config config = TestEnvironment.config(OveragePolicy.ALLOW);
    private boolean callersWait;
    private boolean reached = true;
    private long nanos;
    private SimulationJobs jobs;

    /** Customer n uses n calls of 7 each, and one token. */
    @BeforeEach
    void open() {
        books = new Books(directory, OveragePolicy.ALLOW);
        for (int customer = 1; customer <= CUSTOMERS; customer++) {
            String name = "customer-" + customer;
            books.grant(name, 50);
            for (int event = 0; event < customer; event++) {
                books.use(name, "call-" + event, "calls", 1, books.now);
            }
            books.use(name, "token", "tokens", 1, books.now);
        }
        books.grant("idle", 100);
        books.catchUp();
        jobs = new SimulationJobs(new SimulationReads(books.stores), partition -> () -> reached, () -> config,
                () -> callersWait,
                Clock.fixed(books.now, ZoneOffset.UTC), () -> nanos++);
    }

    @AfterEach
    void close() {
        books.close();
    }

    private void starts(String id, Optional<Instant> canceledAt) {
        starts(0, id, canceledAt);
    }

    private void starts(int place, String id, Optional<Instant> canceledAt) {
        starts(place, id, new Proposed("calls", new Price.Flat(9), Optional.empty()), canceledAt);
    }

    private void starts(int place, String id, Proposed rule, Optional<Instant> canceledAt) {
        var job = new SimulationJob(place, id, new SimulatedTime(FROM, FROM.plus(Duration.ofDays(60))),
                List.of(rule), books.now, canceledAt);
        config = config.apply(List.of(
                new NumberedChange(config.version() + 1,
                        new ConfigChange.SimulationPut(TestEnvironment.ENVIRONMENT, job))));
    }

    private SimulationPart part(String id, Set<Integer> partitions) {
        return jobs.part(TestEnvironment.ENVIRONMENT, id, partitions);
    }

    private SimulationPart finished(String id, Set<Integer> partitions) {
        SimulationPart part = part(id, partitions);
        for (int slice = 0; !part.finished() && slice < 10_000; slice++) {
            jobs.work();
            part = part(id, partitions);
        }
        assertThat(part.finished()).isTrue();
        return part;
    }

    @Test
    void comesToTheSumOfItsCustomers() {
        starts("sim_1", Optional.empty());
        assertThat(part("sim_1", BOTH).finished()).isFalse();

        SimulationPart part = finished("sim_1", BOTH);

        long calls = CUSTOMERS * (CUSTOMERS + 1) / 2;
        assertThat(part.usage()).containsOnly(
                Map.entry(UsageGroup.of("calls", Map.of()), usage(calls, calls, 7 * calls, 9 * calls)),
                Map.entry(UsageGroup.of("tokens", Map.of()),
                        usage(CUSTOMERS, CUSTOMERS, 10 * CUSTOMERS, 10 * CUSTOMERS)));
        assertThat(part.customers()).isEqualTo(CUSTOMERS + 1);
        assertThat(part.done()).isEqualTo(CUSTOMERS + 1);
        assertThat(part.affected()).isEqualTo(CUSTOMERS);
        // 7 n + 10 is at most 50 up to 5 calls, 9 n + 10 up to 4.
        assertThat(part.outOfCredits()).isEqualTo(1);
    }

    @Test
    void thePartsOfNodesAddUp() {
        starts("sim_1", Optional.empty());
        SimulationPart all = finished("sim_1", BOTH);
        starts("sim_2", Optional.empty());

        assertThat(SimulationPart.merge(List.of(finished("sim_2", Set.of(0)), finished("sim_2", Set.of(1)))))
                .isEqualTo(all);
    }

    /** All at one instant: changes of subscriptions tell which entries they came after. */
    @Test
    void aRuleOfAPlanPricesWhatWasChargedOnIt() {
        books.decide("customer-1", new Command.CreateSubscription(TestEnvironment.POSTPAID, Optional.empty(),
                Optional.empty(), Map.of()));
        books.use("customer-1", "on-the-plan", "calls", 1, books.now);
        books.decide("customer-1", new Command.CancelSubscription(1, false));
        books.use("customer-1", "afterwards", "calls", 1, books.now);
        books.catchUp();
        starts(0, "sim_1", new Proposed("calls", Optional.of(new Price.Flat(9)), PriceList.NONE,
                Optional.of(new RuleTarget.OfPlan(TestEnvironment.PLAN)), Optional.empty()), Optional.empty());

        SimulationPart part = finished("sim_1", BOTH);

        assertThat(part.total().difference()).isEqualTo(BigInteger.TWO);
        assertThat(part.affected()).isEqualTo(1);
    }

    /** What was answered before somebody asked counts. */
    @Test
    void waitsForHistory() {
        reached = false;
        starts("sim_1", Optional.empty());
        part("sim_1", BOTH);
        jobs.work();
        assertThat(part("sim_1", BOTH).customers()).isZero();

        reached = true;
        nanos += Duration.ofSeconds(1).toNanos();

        assertThat(finished("sim_1", BOTH).done()).isEqualTo(CUSTOMERS + 1);
    }

    @Test
    void listsCustomersByTheirDifference() {
        starts("sim_1", Optional.empty());
        finished("sim_1", BOTH);

        List<Long> differences = new ArrayList<>();
        var stretch = new KeysetPage(Optional.empty(), 7);
        while (true) {
            ListPart<byte[]> page = jobs.customers(TestEnvironment.ENVIRONMENT, "sim_1", stretch, BOTH);
            page.rows().forEach(row -> differences.add(read(row.row()).required("difference").longValue()));
            if (page.upTo().isEmpty()) {
                break;
            }
            stretch = new KeysetPage(page.upTo(), 7);
        }

        assertThat(differences).hasSize((int) CUSTOMERS).first().isEqualTo(2L * CUSTOMERS);
        assertThat(differences).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(jobs.customers(TestEnvironment.ENVIRONMENT, "sim_1", new KeysetPage(Optional.empty(), 200),
                Set.of(0)).rows()).as("those of one partition").hasSizeLessThan((int) CUSTOMERS);
    }

    @Test
    void whatIsCanceledIsForgotten() {
        starts("sim_1", Optional.empty());
        finished("sim_1", BOTH);

        starts("sim_1", Optional.of(books.now));
        jobs.work();

        assertThat(part("sim_1", BOTH)).isEqualTo(SimulationPart.NOT_BEGUN);
        assertThat(part("unknown", BOTH)).isEqualTo(SimulationPart.NOT_BEGUN);
    }

    /** A job that somebody still asks for makes room for none. */
    @Test
    void keepsThreeOfAnEnvironmentAndGivesUpTheOneThatNobodyAskedForLongest() {
        for (int job = 0; job < 4; job++) {
            starts(job, "sim_" + job, Optional.empty());
        }
        for (int job = 0; job < 3; job++) {
            finished("sim_" + job, BOTH);
        }
        assertThat(part("sim_3", BOTH)).isEqualTo(SimulationPart.NOT_BEGUN);
        jobs.work();
        assertThat(part("sim_3", BOTH)).isEqualTo(SimulationPart.NOT_BEGUN);

        nanos += Duration.ofMinutes(2).toNanos();

        assertThat(finished("sim_3", BOTH).done()).isEqualTo(CUSTOMERS + 1);
        assertThat(part("sim_1", BOTH).finished()).isTrue();
    }

    @Test
    void restsLongerWhileCallersWait() {
        starts("sim_1", Optional.empty());
        assertThat(part("sim_1", BOTH).done()).isZero();

        Duration alone = jobs.work();
        callersWait = true;

        assertThat(jobs.work()).isEqualTo(alone.multipliedBy(9));
    }

    private static SimulatedUsage usage(long units, long events, long then, long now) {
        return new SimulatedUsage(BigInteger.valueOf(units), events, 0, BigInteger.valueOf(then),
                BigInteger.valueOf(now));
    }

    private static JsonNode read(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
