package io.quotastack.nodes.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.settings.Setting;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Counted;
import io.quotastack.nodes.start.Waiting.Try;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongFormatException;

/**
 * The cluster that a node works with, checked.
 *
 * @param id the cluster's own
 * @param partitions shards of customers
 * @param replication copies of each topic
 */
public record Cluster(String id, int partitions, int replication) {

    /** The rack of the broker of {@code ./quotastack up}, whose ledger a node would take away. */
    public static final String OF_ONE_PROCESS = "quotastack-up";

    /**
     * Waits until the cluster answers and has these topics. Throws {@link CannotStartException} when it is another cluster
     * than the settings say, has another number of partitions, or is of another format.
     */
    public static Cluster await(AppSettings settings, KafkaAnswers kafka, List<Topic> topics)
            throws InterruptedException {
        String id = awaitId(settings, kafka);
        Map<String, TopicDescription> found = kafka.until(admin -> {
            Map<String, TopicDescription> there = describe(admin, topics.stream().map(Topic::name).toList());
            List<String> missing = topics.stream().map(Topic::name).filter(name -> !there.containsKey(name)).toList();
            return missing.isEmpty()
                    ? Try.done(there)
                    : Try.notYet("there is no topic " + missing.getFirst() + more(missing.size() - 1)
                            + "; ./quotastack init makes them");
        });
        var cluster = new Cluster(id, partitionsOf(found, topics, settings), replicationOf(found));
        kafka.until(admin -> {
            try {
                Topics.checkFormats(settings.kafka(), admin);
                return Try.done(true);
            } catch (WrongFormatException e) {
                throw new CannotStartException(e.refusal(), e);
            }
        });
        return cluster;
    }

    /** Waits until the cluster answers, and throws {@link CannotStartException} when it is not the one of the settings. */
    public static String awaitId(AppSettings settings, KafkaAnswers kafka) throws InterruptedException {
        String id = kafka.until(admin -> {
            DescribeClusterResult cluster = admin.describeCluster();
            if (cluster.nodes().get().stream().anyMatch(broker -> OF_ONE_PROCESS.equals(broker.rack()))) {
                throw new CannotStartException("Kafka at " + settings.bootstrapServers()
                        + " is the broker of ./quotastack up, which has all apps: nodes need a cluster of their own, and ./quotastack verify takes its --data-dir");
            }
            return Try.done(cluster.clusterId().get());
        });
        settings.find(Catalogue.CLUSTER_ID).filter(wanted -> !wanted.equals(id)).ifPresent(wanted -> {
            throw refusal(Catalogue.CLUSTER_ID, wanted, "Kafka at " + settings.bootstrapServers() + " has cluster id",
                    id);
        });
        return id;
    }

    /** Those of the topics that are there. */
    public static Map<String, TopicDescription> describe(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> there = new TreeMap<>();
        for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                there.put(asked.getKey(), asked.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return there;
    }

    private static String more(int others) {
        return others == 0 ? "" : " and " + others + " more";
    }

    private static int partitionsOf(Map<String, TopicDescription> found, List<Topic> topics, AppSettings settings) {
        int partitions = partitions(found, Topics.COMMANDS);
        settings.find(Catalogue.PARTITIONS).filter(wanted -> wanted != partitions).ifPresent(wanted -> {
            throw refusal(Catalogue.PARTITIONS, wanted, "the cluster was made with", partitions);
        });
        List<String> others = new ArrayList<>();
        for (Topic topic : topics) {
            int wanted = topic.partitions(partitions);
            if (partitions(found, topic) != wanted) {
                others.add(
                        topic.name() + " has " + Counted.of(partitions(found, topic), "partition") + ", not " + wanted);
            }
        }
        if (!others.isEmpty()) {
            throw new CannotStartException("the cluster's topics do not fit together: " + String.join("; ", others));
        }
        return partitions;
    }

    @SuppressWarnings("NullAway") // all are there
    private static int partitions(Map<String, TopicDescription> found, Topic topic) {
        return found.get(topic.name()).partitions().size();
    }

    /** The fewest copies that any of the topics has. */
    private static int replicationOf(Map<String, TopicDescription> found) {
        return found.values().stream().flatMap(topic -> topic.partitions().stream())
                .mapToInt(partition -> partition.replicas().size()).min().orElse(1);
    }

    private static CannotStartException refusal(Setting<?> setting, Object wanted, String where, Object found) {
        return new CannotStartException(setting.name() + " (" + setting.variable() + ") is " + wanted + ", but " + where
                + " " + found);
    }
}
