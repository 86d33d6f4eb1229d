package io.quotastack.nodes.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Waiting.Try;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.topic.Topics;

/** What must be the same for all nodes, in the topic {@code cluster-settings}. The first value of a name counts. */
public final class ClusterSettings {

    private static final TopicPartition TOPIC = new TopicPartition(Topics.CLUSTER_SETTINGS.name(), 0);
    private static final String MASTER_KEY = "master-key-fingerprint";
    /** Before the id of a master key: the id of the one that took its place. */
    private static final String AFTER = MASTER_KEY + "-after/";
    private static final Duration POLL = Duration.ofMillis(100);
    /** Whoever waits is told what for after so long, and again. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);
    private static final String WHAT = "the topic " + TOPIC.topic();
    private static final Duration READ_WITHIN = Duration.ofSeconds(20);
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(20);

    private final Map<String, Object> kafka;
    private final KafkaAnswers answers;

    /**
     * Those of a cluster; one that does not answer is waited for.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     */
    public ClusterSettings(Map<String, Object> kafka, KafkaAnswers answers) {
        this.kafka = Map.copyOf(kafka);
        this.answers = answers;
    }

    /**
     * Whether the cluster has a master key. Throws {@link CannotStartException} when it is none of these, or when the one
     * that seals was replaced.
     */
    public boolean haveMasterKey(SecretBox secrets) throws InterruptedException {
        List<String> known = masterKeys();
        if (known.isEmpty()) {
            return false;
        }
        String cluster = known.getLast();
        boolean isReplaced = known.contains(secrets.keyId()) && !cluster.equals(secrets.keyId());
        if (isReplaced || !secrets.hasKey(cluster)) {
            String previous = Catalogue.MASTER_KEY_PREVIOUS.name() + " (" + Catalogue.MASTER_KEY_PREVIOUS.variable()
                    + ")";
            throw new CannotStartException(Catalogue.MASTER_KEY.name() + " (" + Catalogue.MASTER_KEY.variable()
                    + ") is not the master key of this cluster: its fingerprint is " + secrets.keyId()
                    + (isReplaced ? ", which was replaced" : "") + ", the cluster's is " + cluster
                    + (isReplaced
                            ? ". Set the new key, and this one as " + previous
                            : ". Set the cluster's key; to replace it by this one, set it as " + previous
                                    + " and run ./quotastack reseal-secrets"));
        }
        return true;
    }

    /** Makes this the cluster's master key when it has none. */
    public void keepMasterKey(SecretBox secrets) throws InterruptedException {
        if (!haveMasterKey(secrets)) {
            append(MASTER_KEY, secrets.keyId());
            haveMasterKey(secrets);
        }
    }

    /**
     * Makes this the cluster's master key after the one that it has, which must be one of these too; of two that try, one
     * succeeds. Throws {@link CannotStartException} when it cannot be.
     */
    public void replaceMasterKey(SecretBox secrets) throws InterruptedException {
        if (!haveMasterKey(secrets)) {
            throw new CannotStartException("the cluster has no master key: ./quotastack init comes first");
        }
        List<String> known = masterKeys();
        if (known.getLast().equals(secrets.keyId())) {
            return;
        }
        append(AFTER + known.getLast(), secrets.keyId());
        String now = masterKeys().getLast();
        if (!now.equals(secrets.keyId())) {
            throw new CannotStartException("the cluster's master key was replaced by another one meanwhile: " + now);
        }
    }

    /** The ids of all that the cluster ever had, the one that it has last. */
    private List<String> masterKeys() throws InterruptedException {
        Map<String, String> settings = answers.until(WHAT, admin -> Try.done(read()));
        List<String> ids = new ArrayList<>();
        for (Optional<String> id = Optional.ofNullable(settings.get(MASTER_KEY)); id.isPresent()
                && !ids.contains(id.get()); id = Optional.ofNullable(settings.get(AFTER + ids.getLast()))) {
            ids.add(id.get());
        }
        return ids;
    }

    /** One that is there twice counts once. */
    private void append(String name, String value) throws InterruptedException {
        answers.until(WHAT, admin -> {
            try (var producer = new DurableProducer(kafka, "cluster-settings", DURABLE_WITHIN, Map.of())) {
                return Try.done(producer
                        .append(new ProducerRecord<>(TOPIC.topic(), name.getBytes(UTF_8), value.getBytes(UTF_8)))
                        .get());
            }
        });
    }

    private Map<String, String> read() {
        Map<String, String> first = new HashMap<>();
        try (var consumer = CommittedConsumer.of(kafka, Map.of())) {
            consumer.assign(List.of(TOPIC));
            consumer.seekToBeginning(List.of(TOPIC));
            long end = consumer.endOffsets(List.of(TOPIC), ANSWERED_WITHIN).getOrDefault(TOPIC, 0L);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (consumer.position(TOPIC, ANSWERED_WITHIN) < end) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new TimeoutException("the topic " + TOPIC.topic() + " could not be read within "
                            + READ_WITHIN.toSeconds() + " s");
                }
                consumer.poll(POLL).forEach(
                        row -> first.putIfAbsent(new String(row.key(), UTF_8), new String(row.value(), UTF_8)));
            }
        }
        return first;
    }
}
