package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * A disk that is nearly full (CONTRACT 14): writes are refused, reads go on, producers are kept off, and all goes on when there
 * is room. A file takes the room away and gives it back; what is kept free is near to what the machine has.
 */
@Timeout(180)
class FullDiskTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final long MARGIN_MEBIBYTES = 2_048;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void stopsWritesUntilThereIsRoomAgain() throws Exception {
        long minFree = Files.getFileStore(directory).getUsableSpace() / MEBIBYTE - MARGIN_MEBIBYTES;
        assumeThat(minFree).as("room for the file").isGreaterThan(2 * MARGIN_MEBIBYTES);
        Path data = directory.resolve("data");
        try (var process = QuotaStackProcess.start(data, "--min-free-mib", Long.toString(minFree))) {
            Tenant tenant = Tenant.create(process);
            Account ann = tenant.account("ann");
            ann.grant(1_000);
            Path ballast = directory.resolve("ballast");
            assumeThat(take(ballast)).as("the file system gives room at once").isTrue();

            Answer ready = Eventually.within(SOON, () -> process.live().get("/readyz"),
                    answer -> answer.status() == 503);
            assertThat(ready.body()).contains("disk space");
            Answer refused = grant(ann);
            refused.expect(503, "unavailable");
            assertThat(refused.body()).contains("the disk is nearly full");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            ann.api().idempotencyKey("more").post("/v1/billable-metrics", Map.of("key", "more", "name", "more"))
                    .expect(503, "unavailable");
            assertThat(ann.entryTypes()).hasSize(1);
            assertThat(process.live().get("/metrics").body()).contains("quotastack_disk_short 1.0");
            Eventually.within(SOON, () -> isKeptOff(process), Boolean::booleanValue);

            Files.delete(ballast);

            Eventually.within(SOON, () -> process.live().get("/readyz").status(), status -> status == 200);
            grant(ann).expect(201);
            Eventually.within(SOON, () -> isKeptOff(process), keptOff -> !keptOff);
            assertThat(process.output()).contains("no writes are taken, reads go on");
            assertThat(process.terminate()).isZero();
        }
        try (var process = QuotaStackProcess.start(data, "--min-free-mib", Long.toString(minFree * 2))) {
            assertThat(process.live().get("/readyz").status()).isEqualTo(503);
            assertThat(new Account(process.live(), "nobody").api().get("/v1/customers").status()).isEqualTo(200);
            assertThat(process.terminate()).isZero();
        }
    }

    private static Answer grant(Account account) {
        return account.api().idempotencyKey("second")
                .post("/v1/customer-by-external-id/ann/credits/grant", Map.of("credits", 10));
    }

    private static boolean isKeptOff(QuotaStackProcess process) {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", process.bootstrapServers(), "acks", "all",
                "enable.idempotence", false, "retries", 0), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("usage-events", "no event")).get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOfAny(NotEnoughReplicasException.class, TimeoutException.class);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Room of a file system, without writing to it. */
    private static boolean take(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("fallocate", "-l", 2 * MARGIN_MEBIBYTES + "M", file.toString()).start()
                .waitFor() == 0;
    }
}
