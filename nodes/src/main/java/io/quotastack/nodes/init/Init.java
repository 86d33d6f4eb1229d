package io.quotastack.nodes.init;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.ClusterSettings;
import io.quotastack.nodes.cluster.KafkaAnswers;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.Apps;
import io.quotastack.nodes.start.Counted;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.nodes.start.Waiting.Try;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigClient;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.schemas.topic.Topics;

/**
 * {@code init}: prepares an empty cluster, or verifies one that is prepared; it may be run again at any time. The first keys
 * are in force once a ledger node has decided them, which needs none while it runs.
 */
public final class Init {

    private static final int DONE = 0;
    private static final int WRONG = 1;

    /** A broker that has just made all topics may be slow to answer for them. */
    private static final Duration CONFIGURATION_PATIENCE = Duration.ofMinutes(5);
    private static final Duration TOLD_AFTER = Duration.ofSeconds(5);
    /** Without a ledger node nobody answers; it need not be there yet. */
    private static final ConfigClient.Limits LIMITS = new ConfigClient.Limits(2, Duration.ofSeconds(5));

    private final AppSettings settings;
    private final Progress progress = new Progress(System.out);
    private final KafkaAnswers kafka;

    private Init(AppSettings settings) {
        this.settings = settings;
        this.kafka = new KafkaAnswers(settings.kafka(), new Waiting(progress));
    }

    /** The exit code: 0 all is there, 1 something that was there is wrong. */
    public static int run(AppSettings settings) throws InterruptedException {
        return new Init(settings).run();
    }

    private int run() throws InterruptedException {
        String id = Cluster.awaitId(settings, kafka);
        progress.done("cluster " + id + " is there");
        var topics = new ClusterTopics(settings);
        ClusterTopics.Result result = kafka.until(admin -> Try.done(topics.ensure(admin)));
        if (!result.faults().isEmpty()) {
            progress.say("quotastack: the cluster " + id + " is not as it has to be:");
            result.faults().forEach(fault -> progress.say("  " + fault));
            return WRONG;
        }
        progress.done("topics verified, " + result.made() + " made");
        new ClusterSettings(settings.kafka(), kafka).keepMasterKey(settings.secrets());
        progress.done("the cluster's master key has the fingerprint " + settings.secrets().keyId());
        boolean inForce = ensureFirstTenant();
        progress.say("quotastack init done in " + progress.total() + ": cluster " + id + ", "
                + Counted.of(result.partitions(), "partition")
                + "; first keys " + (inForce
                        ? "in force"
                        : "in " + settings.get(Catalogue.CREDENTIALS_FILE) + ", in force once a ledger node runs"));
        return DONE;
    }

    private boolean ensureFirstTenant() throws InterruptedException {
        Path file = settings.get(Catalogue.CREDENTIALS_FILE).toAbsolutePath();
        try (var parts = new RunningParts()) {
            var apps = new Apps(parts);
            ConfigView config = apps.start("configuration", new ConfigView(settings.kafka()), CONFIGURATION_PATIENCE);
            new Waiting(progress, CONFIGURATION_PATIENCE).until("the configuration", () -> isRead(config));
            if (config.current().rootKeyHash().isEmpty() && !Files.exists(file) && configCommands() > 0) {
                throw new CannotStartException("the first keys were made before and wait for a ledger node, but " + file
                        + " is not here: start a ledger node first");
            }
            ConfigClient client = apps.start("configuration client",
                    new ConfigClient(config, settings.kafka(), LIMITS, WriteGate.OPEN), CONFIGURATION_PATIENCE);
            return new FirstTenant(client).ensure(file);
        }
    }

    private static Try<Boolean> isRead(ConfigView config) throws InterruptedException {
        try {
            config.ready().get(TOLD_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            return Try.done(true);
        } catch (TimeoutException e) {
            return Try.notYet("the topic " + Topics.CONFIG.name() + " is not read yet");
        } catch (ExecutionException e) {
            throw new CannotStartException("the configuration cannot be read: " + e.getCause(), e);
        }
    }

    private long configCommands() throws InterruptedException {
        var partition = new TopicPartition(Topics.CONFIG_COMMANDS.name(), 0);
        return kafka.until(admin -> Try.done(admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition).get().offset()));
    }
}
