package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost or overtaken over kills (CONTRACT 10). Goal: each customer's events arrive in order without a gap, at
 * least once. Method: a receiver that fails at random, from a printed seed; kills and restarts in the middle of
 * retries; whatever arrives more than once is left out, and the rest must count 1, 2, 3 ….
 */
@Timeout(240)
class WebhookCrashTest {

    private static final int CUSTOMERS = 12;
    private static final int EVENTS_BETWEEN_KILLS = 10;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    /** Fails at random, but nothing twice: the second delay is half a minute. */
    private int statusAtRandom(WebhookReceiver.Received delivery) {
        synchronized (random) {
            return random.nextInt(20) == 0 && failed.add(delivery.id()) ? 500 : 200;
        }
    }

    private static void grantAll(Api api) {
        for (int event = 0; event < EVENTS_BETWEEN_KILLS; event++) {
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                new Account(api, "c" + customer).grant(1);
            }
        }
    }

    @Test
    void losesAndOvertakesNothingOverKills() throws Exception {
        System.out.println("WebhookCrashTest seed " + seed);
        try (var receiver = new WebhookReceiver(this::statusAtRandom)) {
            QuotaStackProcess process = QuotaStackProcess.start(directory, "--partitions", "2", "--no-fsync");
            try {
                Tenant tenant = Tenant.create(process);
                tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
                grantAll(new Api(process.api(), tenant.liveKey()));
                process.kill9();
                process = QuotaStackProcess.start(directory, "--no-fsync");
                grantAll(new Api(process.api(), tenant.liveKey()));
                for (int customer = 0; customer < CUSTOMERS; customer++) {
                    assertThat(receiver.awaitFirst("c" + customer, 2 * EVENTS_BETWEEN_KILLS)).as("seed %s", seed)
                            .isEqualTo(LongStream.rangeClosed(1, 2 * EVENTS_BETWEEN_KILLS).boxed().toList());
                }
                assertThat(process.terminate()).isZero();
            } finally {
                process.close();
            }
        }
    }
}
