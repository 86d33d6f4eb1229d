package io.quotastack.nodes.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongFormatException;
import io.quotastack.webhook.node.WebhookNode;

/** All topics of a cluster: makes those that are missing, and tells what is wrong with those that are there. */
final class ClusterTopics {

    private static final int PARTITIONS = 12;

    /** Nodes wait for the catalogue, so these come first: what Streams would make by itself it makes by other rules. */
    private static final List<Topic> FIRST = Stream
            .of(LedgerNode.CHANGELOGS, WebhookNode.CHANGELOGS, List.of(EmbeddedSchemaRegistry.TOPIC))
            .flatMap(List::stream).toList();

    private static final List<Topic> ALL = Stream.concat(FIRST.stream(), Topics.ALL.stream()).toList();

    private final AppSettings settings;

    ClusterTopics(AppSettings settings) {
        this.settings = settings;
    }

    /**
     * What became of the topics.
     *
     * @param made how many were missing
     * @param faults of those that were there, each with the topic's name
     */
    record Result(int made, int partitions, List<String> faults) {}

    /** Makes nothing when anything that is there is wrong. */
    Result ensure(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> found = Cluster.describe(admin, ALL.stream().map(Topic::name).toList());
        Topics.Settings wanted = wanted(admin, found);
        List<String> faults = faults(admin, wanted, found);
        int missing = ALL.size() - found.size();
        if (!faults.isEmpty()) {
            return new Result(0, wanted.customerPartitions(), faults);
        }
        try {
            Topics.create(admin, wanted, List.of(Topics.FORMATS));
            Topics.checkFormats(settings.kafka(), admin);
        } catch (WrongFormatException e) {
            return new Result(0, wanted.customerPartitions(), List.of(e.refusal()));
        }
        Topics.create(admin, wanted, FIRST);
        Topics.create(admin, wanted, Topics.ALL);
        return new Result(missing, wanted.customerPartitions(), List.of());
    }

    private Topics.Settings wanted(Admin admin, Map<String, TopicDescription> found)
            throws ExecutionException, InterruptedException {
        int partitions = settings.find(Catalogue.PARTITIONS)
                .or(() -> Optional.ofNullable(found.get(Topics.COMMANDS.name()))
                        .map(commands -> commands.partitions().size()))
                .orElse(PARTITIONS);
        int replication = settings.get(Catalogue.REPLICATION_FACTOR);
        int brokers = admin.describeCluster().nodes().get().size();
        if (found.size() < ALL.size() && brokers < replication) {
            throw new CannotStartException(Catalogue.REPLICATION_FACTOR.name() + " ("
                    + Catalogue.REPLICATION_FACTOR.variable() + ") is " + replication + ", but the cluster has "
                    + brokers + (brokers == 1 ? " broker" : " brokers"));
        }
        int inSync = settings.find(Catalogue.MIN_INSYNC_REPLICAS).orElse(Math.max(1, replication - 1));
        return new Topics.Settings(partitions, (short) replication, inSync);
    }

    private static List<String> faults(Admin admin, Topics.Settings wanted, Map<String, TopicDescription> found)
            throws ExecutionException, InterruptedException {
        List<String> faults = new ArrayList<>();
        for (Topic topic : ALL) {
            Optional<TopicDescription> there = Optional.ofNullable(found.get(topic.name()));
            if (there.isPresent()) {
                TopicAudit.faults(topic, wanted, there.get(), config(admin, topic))
                        .forEach(fault -> faults.add("topic " + topic.name() + ": " + fault));
            }
        }
        return faults;
    }

    private static Config config(Admin admin, Topic topic) throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        return admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
    }
}
