package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that nobody uses any more does next to nothing. Goal: timers do not commit on and on, since each transaction costs
 * several flushes of the disk. Method: the log of the transaction coordinator, which gets a record for each step of each
 * transaction; watched after some use, since a task that never had a record has nothing to commit.
 */
@Timeout(120)
class IdleTest {

    private static final String TRANSACTIONS = "__transaction_state";
    private static final int CUSTOMERS = 8;
    private static final Duration USE_IS_OVER_AFTER = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofSeconds(10);
    /** Begun, prepared, complete. */
    private static final int RECORDS_A_TRANSACTION = 3;

    @TempDir
    private Path directory;

    @Test
    void anIdleNodeCommitsLessThanOnceASecond() throws Exception {
        try (var receiver = new WebhookReceiver(delivery -> 200);
                var process = QuotaStackProcess.start(directory, "--no-fsync");
                var admin = Admin.create(Map.of("bootstrap.servers", process.bootstrapServers()))) {
            Tenant tenant = Tenant.create(process);
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET));
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                new Account(tenant.live(), "c" + customer).grant(1);
            }
            receiver.await(CUSTOMERS);
            Thread.sleep(USE_IS_OVER_AFTER);
            long before = records(admin);
            Thread.sleep(WATCHED);
            long transactions = (records(admin) - before) / RECORDS_A_TRANSACTION;
            System.out.println("IdleTest: " + transactions + " transactions in " + WATCHED.toSeconds() + " s");

            assertThat(transactions).isLessThan(WATCHED.toSeconds());
        }
    }

    private static long records(Admin admin) throws ExecutionException, InterruptedException {
        Collection<TopicDescription> described = admin.describeTopics(List.of(TRANSACTIONS)).allTopicNames().get()
                .values();
        List<TopicPartition> partitions = described.stream().flatMap(topic -> topic.partitions().stream())
                .map(partition -> new TopicPartition(TRANSACTIONS, partition.partition())).toList();
        return admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()))).all().get().values()
                .stream().mapToLong(end -> end.offset()).sum();
    }
}
