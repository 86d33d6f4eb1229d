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
import io.quotastack.webhook.process.PostOffice.Attempt;

/**
 * Order and gaps over random failures. Goal: each customer's events are delivered one after the other, none skipped
 * unless it was given up. Method: events, outcomes of every kind, doubled and lost ones, in an order that a printed
 * seed picks; whatever is attempted must be the customer's first event that is neither delivered nor given up.
 */
class RandomDeliveriesTest {

    private static final int STEPS = 1_500;
    private static final int CUSTOMERS = 12;

    @TempDir
    private Path stateDirectory;

    private final Map<CustomerKey, Long> told = new HashMap<>();
    private final Map<CustomerKey, Long> resolved = new HashMap<>();
    private final Map<CustomerKey, Integer> failures = new HashMap<>();
    private final List<Attempt> flying = new ArrayList<>();

    @RepeatedTest(3)
    void everyCustomerIsServedInOrderWithoutAGap() {
        long seed = System.nanoTime();
        System.out.println("RandomDeliveriesTest seed " + seed);
        var random = new Random(seed);
        try (var post = new PostOffice(stateDirectory)) {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> tell(post, random);
                    case 3 -> post.pass(Duration.ofMillis(random.nextInt(30_000)));
                    default -> end(post, random, seed);
                }
                look(post, seed);
            }
            finish(post, seed);
        }
        assertThat(resolved).as("seed " + seed).isEqualTo(told);
    }

    private void tell(PostOffice post, Random random) {
        CustomerKey customer = PostOffice.customer("customer-" + random.nextInt(CUSTOMERS));
        post.tell(customer);
        told.merge(customer, 1L, Long::sum);
    }

    private void end(PostOffice post, Random random, long seed) {
        if (flying.isEmpty()) {
            return;
        }
        Attempt attempt = flying.remove(random.nextInt(flying.size()));
        switch (random.nextInt(6)) {
            case 0 -> fails(post, attempt);
            case 1 -> {
                fails(post, attempt);
                post.tell(attempt, 200, true); // the record of another attempt under the same number
            }
            case 2 -> post.lost(attempt);
            default -> succeeds(post, attempt, seed);
        }
    }

    private void fails(PostOffice post, Attempt attempt) {
        post.ends(attempt, 500);
        if (failures.merge(attempt.customer(), 1, Integer::sum) == 8) {
            resolve(attempt);
        }
    }

    private void succeeds(PostOffice post, Attempt attempt, long seed) {
        Optional<Attempt> next = post.ends(attempt, 200);
        resolve(attempt);
        next.ifPresent(following -> {
            expectTurn(following, seed);
            flying.add(following);
        });
    }

    private void resolve(Attempt attempt) {
        resolved.merge(attempt.customer(), 1L, Long::sum);
        failures.remove(attempt.customer());
    }

    private void look(PostOffice post, long seed) {
        for (Attempt attempt : post.departed()) {
            expectTurn(attempt, seed);
            assertThat(flying).as("seed " + seed).extracting(Attempt::customer).doesNotContain(attempt.customer());
            flying.add(attempt);
        }
    }

    private void expectTurn(Attempt attempt, long seed) {
        assertThat(attempt.parcel().event().getSequence()).as("seed " + seed)
                .isEqualTo(resolved.getOrDefault(attempt.customer(), 0L) + 1);
    }

    private void finish(PostOffice post, long seed) {
        LongStream.range(0, 400).forEach(round -> {
            while (!flying.isEmpty()) {
                succeeds(post, flying.removeFirst(), seed);
                look(post, seed);
            }
            post.pass(Duration.ofMinutes(2));
            look(post, seed);
        });
    }
}
