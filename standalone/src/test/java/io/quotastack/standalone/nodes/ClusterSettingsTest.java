package io.quotastack.standalone.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.cluster.ClusterSettings;
import io.quotastack.nodes.cluster.KafkaAnswers;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.e2e.Eventually;

/** A cluster that has just been given its topics may be slow to answer for them. */
@Timeout(120)
class ClusterSettingsTest {

    @TempDir
    private Path directory;

    @Test
    void aTopicThatIsNotThereYetIsWaitedForAndSaidSo() throws Exception {
        var secrets = new SecretBox(MasterKey.of(MasterKey.fresh()), List.of());
        var said = new ByteArrayOutputStream();
        try (var broker = EmbeddedBroker.start(directory, 0, false);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            var settings = new ClusterSettings(kafka, new KafkaAnswers(kafka,
                    new Waiting(new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)))));

            Future<?> kept = threads.submit(() -> {
                settings.keepMasterKey(secrets);
                return true;
            });
            Eventually.within(Duration.ofSeconds(30), () -> said.toString(StandardCharsets.UTF_8),
                    text -> text.contains("waiting for the topic cluster-settings: "));
            assertThat(kept).isNotDone();
            try (Admin admin = Admin.create(kafka)) {
                Topics.create(admin, new Topics.Settings(1, (short) 1, 1), List.of(Topics.CLUSTER_SETTINGS));
            }

            kept.get();
            assertThat(settings.haveMasterKey(secrets)).isTrue();
        }
    }
}
