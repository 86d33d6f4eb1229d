package io.quotastack.webhook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.webhook.process.DispatcherFixture.Attempt;

/**
 * Order and gaps over random failures. Goal: each customer's events are delivered one after the other, none skipped
 * unless it was dead. Method: events, ends of attempts of every kind, doubled and lost ones, in an order that a printed
 * seed picks; whatever is attempted must be the customer's first event that is neither delivered nor dead.
 */
class RandomDeliveriesTest {

    private static final int STEPS = 1_500;
    private static final int CUSTOMERS = 12;

    @TempDir
    private Path stateDirectory;

    private final Map<CustomerKey, Long> published = new HashMap<>();
    private final Map<CustomerKey, Long> resolved = new HashMap<>();
    private final Map<CustomerKey, Integer> failures = new HashMap<>();
    private final List<Attempt> underWay = new ArrayList<>();

    @RepeatedTest(3)
    void everyCustomerIsServedInOrderWithoutAGap() {
        long seed = System.nanoTime();
        System.out.println("RandomDeliveriesTest seed " + seed);
        var random = new Random(seed);
        try (var dispatcher = new DispatcherFixture(stateDirectory)) {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> publish(dispatcher, random);
                    case 3 -> dispatcher.pass(Duration.ofMillis(random.nextInt(30_000)));
                    default -> end(dispatcher, random, seed);
                }
                look(dispatcher, seed);
            }
            finish(dispatcher, seed);
        }
        assertThat(resolved).as("seed " + seed).isEqualTo(published);
    }

    private void publish(DispatcherFixture dispatcher, Random random) {
        CustomerKey customer = DispatcherFixture.customer("customer-" + random.nextInt(CUSTOMERS));
        dispatcher.publish(customer);
        published.merge(customer, 1L, Long::sum);
    }

    private void end(DispatcherFixture dispatcher, Random random, long seed) {
        if (underWay.isEmpty()) {
            return;
        }
        Attempt attempt = underWay.remove(random.nextInt(underWay.size()));
        switch (random.nextInt(6)) {
            case 0 -> fails(dispatcher, attempt);
            case 1 -> {
                fails(dispatcher, attempt);
                dispatcher.ended(attempt, 200, true); // the record of another attempt under the same number
            }
            case 2 -> dispatcher.lost(attempt);
            default -> succeeds(dispatcher, attempt, seed);
        }
    }

    private void fails(DispatcherFixture dispatcher, Attempt attempt) {
        dispatcher.ends(attempt, 500);
        if (failures.merge(attempt.customer(), 1, Integer::sum) == 8) {
            resolve(attempt);
        }
    }

    private void succeeds(DispatcherFixture dispatcher, Attempt attempt, long seed) {
        Optional<Attempt> next = dispatcher.ends(attempt, 200);
        resolve(attempt);
        next.ifPresent(following -> {
            expectTurn(following, seed);
            underWay.add(following);
        });
    }

    private void resolve(Attempt attempt) {
        resolved.merge(attempt.customer(), 1L, Long::sum);
        failures.remove(attempt.customer());
    }

    private void look(DispatcherFixture dispatcher, long seed) {
        for (Attempt attempt : dispatcher.sent()) {
            expectTurn(attempt, seed);
            assertThat(underWay).as("seed " + seed).extracting(Attempt::customer).doesNotContain(attempt.customer());
            underWay.add(attempt);
        }
    }

    private void expectTurn(Attempt attempt, long seed) {
        assertThat(attempt.delivery().event().sequence()).as("seed " + seed)
                .isEqualTo(resolved.getOrDefault(attempt.customer(), 0L) + 1);
    }

    private void finish(DispatcherFixture dispatcher, long seed) {
        LongStream.range(0, 400).forEach(round -> {
            while (!underWay.isEmpty()) {
                succeeds(dispatcher, underWay.removeFirst(), seed);
                look(dispatcher, seed);
            }
            dispatcher.pass(Duration.ofMinutes(2));
            look(dispatcher, seed);
        });
    }
}
