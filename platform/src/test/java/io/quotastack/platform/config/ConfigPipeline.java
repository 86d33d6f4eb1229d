package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Price;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;

/** The topology in the test driver, and the words of its tests. */
final class ConfigPipeline implements AutoCloseable {

    static final UUID TENANT = new UUID(0, 1);
    static final TenantEnvironment LIVE = new TenantEnvironment(TENANT, Environment.LIVE);
    static final String OWNER = LIVE.toString();
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> commands;
    final TestOutputTopic<String, byte[]> changes;
    final TestOutputTopic<String, byte[]> outcomes;
    final TestOutputTopic<byte[], byte[]> deadLetters;
    private Instant now = START;
    private int sent;
    private Config config = Config.EMPTY;

    ConfigPipeline(Path stateDirectory) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "config-test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(ConfigTopology.addTo(new Topology()), properties);
        commands = driver.createInputTopic(Topics.CONFIG_COMMANDS.name(), new ByteArraySerializer(),
                new ByteArraySerializer());
        changes = driver.createOutputTopic(Topics.CONFIG.name(), new StringDeserializer(),
                new ByteArrayDeserializer());
        outcomes = driver.createOutputTopic(Topics.CONFIG_OUTCOMES.name(), new StringDeserializer(),
                new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(Topics.CONFIG_DEAD_LETTERS.name(), new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    ConfigPipeline after(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Sends a command without an idempotency key and tells what became of it. */
    ConfigOutcome send(ConfigCommand command) {
        return send(OWNER, Optional.empty(), command);
    }

    /** Sends a command with an idempotency key; its fingerprint is the command's own. */
    ConfigOutcome send(String idempotencyKey, ConfigCommand command) {
        return send(OWNER, Optional.of(new Idempotency(idempotencyKey, command.toString(), "/v1/path")), command);
    }

    ConfigOutcome send(String owner, Optional<Idempotency> idempotency, ConfigCommand command) {
        var submission = new ConfigSubmission("req_" + ++sent, owner, idempotency, command);
        pipe(ConfigJson.write(submission));
        return read(outcomes.readValue(), ConfigOutcome.class);
    }

    void pipe(byte[] value) {
        commands.pipeInput(OWNER.getBytes(UTF_8), value, now);
    }

    /** The snapshot that a reader of `config` has by now. */
    Config readConfig() {
        List<NumberedChange> read = new ArrayList<>();
        changes.readValuesToList().stream().filter(Objects::nonNull)
                .forEach(value -> read.add(read(value, NumberedChange.class)));
        config = config.apply(read);
        return config;
    }

    KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(ConfigTopology.STORE);
    }

    @Override
    public void close() {
        driver.close();
    }

    static ConfigCommand tenant(UUID id) {
        return new ConfigCommand.CreateTenant(id, "Acme", key("live" + id), key("test" + id));
    }

    static ConfigCommand metric(String key) {
        return new ConfigCommand.CreateMetric(LIVE, key, "Name of " + key, Optional.empty());
    }

    static ConfigCommand rule(String id) {
        return new ConfigCommand.CreateRule(LIVE, id, "tokens", new Price.PerUnit(3), Optional.empty());
    }

    static NewKey key(String name) {
        return new NewKey("key_" + name, name, "hash-of-" + name, "qs_live_" + name.charAt(0));
    }

    static JsonNode body(ConfigOutcome outcome) {
        try {
            return Json.MAPPER.readTree(outcome.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return ConfigJson.read(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
