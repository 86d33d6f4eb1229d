package io.quotastack.standalone.nodes;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;

/** Waits until all brokers serve, and each partition has all its copies: then any one of them may be lost. */
final class AllCopies {

    private static final long WITHIN_NANOS = 120_000_000_000L;

    private AllCopies() {}

    /** @param diagnosis what to tell when they do not come */
    static void await(String bootstrapServers, int brokers, Supplier<String> diagnosis) throws InterruptedException {
        long deadline = System.nanoTime() + WITHIN_NANOS;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            while (!areThere(admin, brokers)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new IllegalStateException("not all brokers serve:\n" + diagnosis.get());
                }
                Thread.sleep(50);
            }
        }
    }

    private static boolean areThere(Admin admin, int brokers) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get().size() == brokers
                    && admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw new IllegalStateException(e);
        }
    }
}
