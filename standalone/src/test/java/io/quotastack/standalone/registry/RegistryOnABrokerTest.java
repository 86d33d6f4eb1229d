package io.quotastack.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.events.LedgerEntry;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.registry.SchemaRegistration;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongPartitionCountException;
import io.quotastack.standalone.broker.EmbeddedBroker;

/** The registry and the topics where they belong: on a broker. */
@Timeout(60)
class RegistryOnABrokerTest {

    @TempDir
    private Path directory;

    @Test
    void aRestartOfBothFindsEverySchemaUnderItsId() throws Exception {
        int id;
        try (var broker = EmbeddedBroker.start(directory, 0, false);
                var registry = EmbeddedSchemaRegistry.start(kafka(broker), "127.0.0.1", 0);
                var client = SchemaRegistryClient.of(registry.url())) {
            SchemaRegistration.registerAll(client, true, line -> {});
            id = client.register("ledger-entries-value", LedgerEntry.getClassSchema());
        }
        try (var broker = EmbeddedBroker.start(directory, 0, false);
                var registry = EmbeddedSchemaRegistry.start(kafka(broker), "127.0.0.1", 0);
                var client = SchemaRegistryClient.of(registry.url())) {
            assertThat(client.latest("ledger-entries-value")).get()
                    .satisfies(found -> assertThat(found.id()).isEqualTo(id));
            assertThat(client.byId(id, "ledger-entries-value").getFullName())
                    .isEqualTo("io.quotastack.events.LedgerEntry");
            assertThat(client.compatibility("ledger-entries-value")).contains("BACKWARD");
            SchemaRegistration.registerAll(client, false, line -> {});
        }
    }

    @Test
    void topicsAreMadeOnceAndKeepTheirPartitionCount() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0, false);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            Topics.create(kafka, new Topics.Settings(2, (short) 1));
            Topics.create(kafka, new Topics.Settings(2, (short) 1));
            assertThat(admin.listTopics().names().get())
                    .containsAll(Topics.ALL.stream().map(topic -> topic.name()).toList());
            assertThatThrownBy(() -> Topics.create(kafka, new Topics.Settings(3, (short) 1)))
                    .isInstanceOf(WrongPartitionCountException.class).hasMessageContaining("commands")
                    .hasMessageContaining("start with 2");
        }
    }

    private static Map<String, Object> kafka(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
