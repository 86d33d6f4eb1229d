package io.quotastack.schemas.topic;

import static io.quotastack.schemas.topic.Topic.Spread.BY_CUSTOMER;
import static io.quotastack.schemas.topic.Topic.Spread.SINGLE;
import static java.util.stream.Collectors.toMap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;

/** The catalogue of all topics, and how they are made. */
public final class Topics {

    private static final Duration COMMANDS_KEPT = Duration.ofDays(7);

    /**
     * How long changes of the configuration are there after others took their places: longer than a command may wait for its
     * decision, which is made with exactly the configuration of its place in the log.
     */
    public static final Duration SUPERSEDED_CONFIG_KEPT = COMMANDS_KEPT.plusDays(1);

    /** All that changes customers, in the order it is decided. The ledger's only source; replayed only from offsets. */
    public static final Topic COMMANDS = Topic.kept("commands", BY_CUSTOMER, COMMANDS_KEPT).stampedByTheBroker();

    /**
     * Usage from any Kafka client (CONTRACT 12). Stamped by the broker: by the time of a producer, retention would delete a
     * late record before it is read.
     */
    public static final Topic USAGE_EVENTS = Topic.kept("usage-events", BY_CUSTOMER, Duration.ofDays(7))
            .stampedByTheBroker();

    /** Usage records that could not be read, as they came, with reason and source position in headers: hence larger. */
    public static final Topic USAGE_EVENTS_DEAD_LETTERS = Topic
            .kept("usage-events-dead-letters", SINGLE, Duration.ofDays(30)).withMessagesUpTo(5 << 20);

    /** Every ledger entry there is: history, summaries and audits are rebuilt from it. */
    public static final Topic LEDGER_ENTRIES = Topic.keptForEver("ledger-entries", BY_CUSTOMER);

    /** What tenants may want to hear of; a replay of webhooks reaches as far back as this does. */
    public static final Topic CUSTOMER_EVENTS = Topic.kept("customer-events", BY_CUSTOMER, Duration.ofDays(30));

    /** What became of subscriptions: history reads them here once they have ended, and the ends of blocks they moved. */
    public static final Topic SUBSCRIPTION_CHANGES = Topic.keptForEver("subscription-changes", BY_CUSTOMER);

    /** What became of usage nobody waited for, and refusals; these are kept 90 days (CONTRACT 5). */
    public static final Topic USAGE_OUTCOMES = Topic.kept("usage-outcomes", BY_CUSTOMER, Duration.ofDays(90));

    /**
     * What became of attempts to deliver webhooks, what tenants ask of them, what replays find and timers wake: changes the
     * state of deliveries.
     */
    public static final Topic WEBHOOK_COMMANDS = Topic.kept("webhook-commands", BY_CUSTOMER, Duration.ofDays(7));

    /** Records that the webhook-dispatcher could not read, for the operator. */
    public static final Topic WEBHOOK_DEAD_LETTERS = Topic.keptForEver("webhook-dead-letters", SINGLE);

    /** All that changes configuration, in the order it is decided. */
    public static final Topic CONFIG_COMMANDS = Topic.kept("config-commands", SINGLE, Duration.ofDays(7))
            .stampedByTheBroker();

    /** The configuration itself, the last state of each part. */
    public static final Topic CONFIG = Topic.compacted("config", SINGLE).keepingSuperseded(SUPERSEDED_CONFIG_KEPT);

    /** Answers to configuration commands, for the node that waits. */
    public static final Topic CONFIG_OUTCOMES = Topic.kept("config-outcomes", SINGLE, Duration.ofDays(1));

    /** Commands that the ledger could not read or decide: something is broken, so nothing of it may get lost. */
    public static final Topic COMMAND_DEAD_LETTERS = Topic.keptForEver("command-dead-letters", SINGLE);

    /** The same for configuration commands. */
    public static final Topic CONFIG_DEAD_LETTERS = Topic.keptForEver("config-dead-letters", SINGLE);

    /** In which format each internal topic is: the value is a {@link io.quotastack.schemas.format.FormatStamp}. */
    public static final Topic FORMATS = Topic.compacted("formats", SINGLE);

    /**
     * What must be the same for all nodes of the cluster, such as the fingerprint of the master key. The first value of a name
     * counts, so none is ever compacted away.
     */
    public static final Topic CLUSTER_SETTINGS = Topic.keptForEver("cluster-settings", SINGLE);

    /** Those that only QuotaStack reads, in a format of its own. */
    public static final List<Topic> INTERNAL = List.of(COMMANDS, WEBHOOK_COMMANDS, CONFIG_COMMANDS, CONFIG,
            CONFIG_OUTCOMES);

    /** What was set aside since it could not be used, each of one partition. */
    public static final List<Topic> DEAD_LETTERS = List.of(USAGE_EVENTS_DEAD_LETTERS, COMMAND_DEAD_LETTERS,
            CONFIG_DEAD_LETTERS, WEBHOOK_DEAD_LETTERS);

    public static final List<Topic> ALL = List.of(COMMANDS, USAGE_EVENTS, USAGE_EVENTS_DEAD_LETTERS, LEDGER_ENTRIES,
            CUSTOMER_EVENTS, SUBSCRIPTION_CHANGES, USAGE_OUTCOMES, WEBHOOK_COMMANDS, WEBHOOK_DEAD_LETTERS,
            CONFIG_COMMANDS, CONFIG, CONFIG_OUTCOMES, COMMAND_DEAD_LETTERS, CONFIG_DEAD_LETTERS, FORMATS,
            CLUSTER_SETTINGS);

    private Topics() {}

    /**
     * What differs from one cluster to the next.
     *
     * @param customerPartitions chosen once: a customer's shard is its partition, so it can never change
     * @param replication copies of each record
     * @param inSync copies that have a record before its write is acknowledged
     */
    public record Settings(int customerPartitions, short replication, int inSync) {

        public Settings {
            if (customerPartitions < 1 || inSync < 1 || replication < inSync) {
                throw new IllegalArgumentException("partitions, and copies in sync out of all, are at least 1: "
                        + customerPartitions + ", " + inSync + ", " + replication);
            }
        }

        /** All copies but one have a record before its write is acknowledged. */
        public Settings(int customerPartitions, short replication) {
            this(customerPartitions, replication, Math.max(1, replication - 1));
        }
    }

    /** The partition of a key: the rule of every Java, librdkafka (murmur2_random) and KafkaJS producer's default. */
    public static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /**
     * Makes what is missing of {@link #ALL}, see {@link #create(Admin, Settings, List)}, with the stamps of the format of
     * internal ones.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @throws WrongFormatException an internal topic is there in another format
     */
    public static void create(Map<String, Object> kafka, Settings settings) throws InterruptedException {
        try (var admin = Admin.create(kafka)) {
            create(admin, settings, List.of(FORMATS));
            checkFormats(kafka, admin);
            create(admin, settings, ALL);
        }
    }

    /**
     * Looks whether the internal topics that are there are of this version's format, and stamps those still to be made; the
     * topic of the stamps has to be there.
     *
     * @throws WrongFormatException one is not
     */
    public static void checkFormats(Map<String, Object> kafka, Admin admin) throws InterruptedException {
        new TopicFormats(kafka).check(admin);
    }

    /**
     * Makes the topics that are not there; those that are stay as they are. May run on many nodes at once.
     *
     * @throws WrongPartitionCountException a topic is there with another partition count
     * @throws KafkaException the cluster could not be asked or refused
     */
    public static void create(Admin admin, Settings settings, List<Topic> topics) throws InterruptedException {
        Map<String, Integer> found = partitionCounts(admin, topics);
        List<NewTopic> missing = new ArrayList<>();
        for (Topic topic : topics) {
            if (found.containsKey(topic.name())) {
                check(topic, settings, found.get(topic.name()));
            } else {
                missing.add(newTopic(topic, settings));
            }
        }
        Map<String, Topic> byName = topics.stream().collect(toMap(Topic::name, topic -> topic));
        List<Topic> lostRaces = new ArrayList<>();
        for (var making : admin.createTopics(missing).values().entrySet()) {
            try {
                making.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("topic " + making.getKey() + " could not be made", e.getCause());
                }
                lostRaces.add(byName.get(making.getKey()));
            }
        }
        if (!lostRaces.isEmpty()) {
            create(admin, settings, lostRaces);
        }
    }

    private static NewTopic newTopic(Topic topic, Settings settings) {
        var configs = new HashMap<>(topic.configs());
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.inSync()));
        return new NewTopic(topic.name(), topic.partitions(settings.customerPartitions()), settings.replication())
                .configs(configs);
    }

    private static void check(Topic topic, Settings settings, int found) {
        int wanted = topic.partitions(settings.customerPartitions());
        if (found != wanted) {
            throw new WrongPartitionCountException(topic.name(), found, wanted);
        }
    }

    private static Map<String, Integer> partitionCounts(Admin admin, List<Topic> topics) throws InterruptedException {
        Map<String, Integer> counts = new HashMap<>();
        var asked = admin.describeTopics(topics.stream().map(Topic::name).toList()).topicNameValues();
        for (var answer : asked.entrySet()) {
            try {
                TopicDescription description = answer.getValue().get();
                counts.put(answer.getKey(), description.partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException("topic " + answer.getKey() + " could not be described", e.getCause());
                }
            }
        }
        return counts;
    }
}
