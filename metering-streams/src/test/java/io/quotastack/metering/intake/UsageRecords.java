package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.serde.AvroWireSerde;

/** Records as they come from {@code usage-events}, and what the intake makes of them. */
abstract class UsageRecords {

    static final String TOPIC = "usage-events";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant STAMPED = Instant.parse("2026-03-01T11:59:00Z");
    static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(
            UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d"), Environment.LIVE);
    static final Config CONFIG = Config.EMPTY
            .apply(6, new ConfigChange.TenantPut(new Tenant(ENVIRONMENT.tenantId(), "Acme", NOW)))
            .apply(7, new ConfigChange.MetricPut(ENVIRONMENT,
                    new Metric("api_calls", "Calls", Optional.empty(), NOW, Optional.empty(), List.of())));

    static final UsageLines LINES = UsageLines.itemized(
            List.of(new UsageLine("in", 5, Map.of("model", "m")), new UsageLine("out", 7, Map.of())));

    final Set<CustomerKey> customers = new HashSet<>();
    final Map<CustomerKey, Instant> testClocks = new HashMap<>();
    HttpRegistry registry;
    SchemaRegistryClient client;
    /** One that has not seen the schemas yet. */
    SchemaRegistryClient readersClient;
    AvroWireSerde<UsageEvent> serde;
    UsageRecordReader reader;

    @BeforeEach
    void start() throws IOException {
        registry = new HttpRegistry();
        client = SchemaRegistryClient.of(registry.url());
        readersClient = SchemaRegistryClient.of(registry.url());
        serde = new AvroWireSerde<>(UsageEvent.class, client, true);
        reader = new UsageRecordReader(new AvroWireSerde<>(UsageEvent.class, readersClient, false),
                new Customers(customers, testClocks));
    }

    @AfterEach
    void stop() {
        client.close();
        readersClient.close();
        registry.close();
    }

    record Customers(Set<CustomerKey> known, Map<CustomerKey, Instant> testClocks)
            implements KnownCustomers {
        @Override
        public boolean customerExists(CustomerKey customer) {
            return known.contains(customer);
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            return Optional.ofNullable(testClocks.get(customer));
        }
    }

    Reading read(byte[] value, Headers headers) {
        return reader.read(new ConsumerRecord<>(TOPIC, 3, 42, STAMPED.toEpochMilli(), TimestampType.CREATE_TIME, 0,
                value.length, new byte[0], value, headers, Optional.empty()), CONFIG, NOW);
    }

    Reading readAvro(UsageEvent event) {
        return read(serde.serialize(TOPIC, event), new RecordHeaders());
    }

    static CommandEnvelope command(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Usage.class);
        return ((Reading.Usage) reading).command();
    }

    static RecordUsage usage(Reading reading) {
        return (RecordUsage) command(reading).command();
    }

    static Problem refusal(Reading reading) {
        return usage(reading).refusedOnArrival().orElseThrow();
    }

    static void assertDeadLetter(Reading reading, String reason) {
        assertThat(reading).isInstanceOfSatisfying(Reading.DeadLetter.class,
                letter -> assertThat(letter.reason()).contains(reason));
    }

    static UsageEvent.Builder event() {
        return UsageEvent.newBuilder().setEventId("evt-1").setTenantId(ENVIRONMENT.tenantId().toString())
                .setEnvironment("live").setExternalCustomerId("acme:1").setBillableMetricKey("api_calls");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
