package io.quotastack.metering.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.usage.UsageEvent;

/** The checks of a usage event at the door of Kafka: whose it is, else a dead letter; then what refuses it on arrival. */
final class UsageArrival {

    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final int LONGEST_ID = 255;
    private static final int METADATA_PAIRS = 50;
    private static final int METADATA_BYTES = 8 * 1024;

    private final Predicate<CustomerKey> customerExists;

    UsageArrival(Predicate<CustomerKey> customerExists) {
        this.customerExists = customerExists;
    }

    CommandEnvelope command(ConsumerRecord<byte[], byte[]> record, ReportedUsage reported, Config config,
            Instant now) {
        TenantEnvironment world = world(reported, config);
        checkId("the event id", reported.eventId());
        CustomerRef customer = customer(reported, world);
        Instant timestamp = reported.timestamp().orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
        var event = new UsageEvent(reported.eventId(), reported.metricKey(), reported.units(), reported.timestamp(),
                reported.metadata());
        Optional<Problem> refusal = invalid(event)
                .or(() -> outOfRange(timestamp, now, config.world(world).settings().usageBackdateDays()));
        return new CommandEnvelope(commandId(record), customer, Optional.empty(), config.version(),
                new RecordUsage(event, Optional.of(timestamp), true, refusal));
    }

    /** The record's position: the same record is the same command, however often it is read. */
    private static String commandId(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private static TenantEnvironment world(ReportedUsage reported, Config config) {
        UUID tenantId = uuid("tenant_id", reported.tenantId());
        if (!config.tenants().containsKey(tenantId)) {
            throw new UnreadableException("unknown tenant " + tenantId);
        }
        Environment environment = Environment.parse(reported.environment())
                .orElseThrow(() -> new UnreadableException("the environment is neither live nor test"));
        return new TenantEnvironment(tenantId, environment);
    }

    private CustomerRef customer(ReportedUsage reported, TenantEnvironment world) {
        if (reported.externalCustomerId().isPresent() == reported.customerId().isPresent()) {
            throw new UnreadableException(reported.customerId().isPresent()
                    ? "both names of the customer are given, one is needed"
                    : "no name of the customer is given");
        }
        if (reported.externalCustomerId().isPresent()) {
            String externalId = reported.externalCustomerId().get();
            checkExternalId(externalId);
            return CustomerRef.byExternalId(world, externalId);
        }
        var key = new CustomerKey(world, uuid("customer_id", reported.customerId().orElseThrow()));
        if (!customerExists.test(key)) {
            throw new UnreadableException("unknown customer_id " + key.customerId());
        }
        return CustomerRef.byId(key);
    }

    private static void checkExternalId(String externalId) {
        checkId("the external customer id", externalId);
        if (externalId.equals(".") || externalId.equals("..")) {
            throw new UnreadableException("the external customer id is . or ..");
        }
        if (externalId.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableException("the external customer id has control characters");
        }
    }

    private static void checkId(String what, String id) {
        if (id.isEmpty() || id.codePointCount(0, id.length()) > LONGEST_ID) {
            throw new UnreadableException(what + " does not have 1 to " + LONGEST_ID + " characters");
        }
        // A lone surrogate has no form in UTF-8: different ids would become one.
        if (id.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new UnreadableException(what + " is not well-formed Unicode");
        }
    }

    /** In the canonical form, in either case; {@link UUID#fromString} alone takes shortened ones too. */
    private static UUID uuid(String what, String text) {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(what + " is not a UUID");
        }
        throw new UnreadableException(what + " is not a UUID");
    }

    private static Optional<Problem> invalid(UsageEvent event) {
        List<FieldFault> faults = new ArrayList<>();
        if (event.units() < 0 || event.units() > UsageEvent.MAX_UNITS) {
            faults.add(FieldFault.at("/units", "must be from 0 to " + UsageEvent.MAX_UNITS));
        }
        if (event.metadata().size() > METADATA_PAIRS || utf8Bytes(event.metadata()) > METADATA_BYTES) {
            faults.add(FieldFault.at("/metadata", "must have at most " + METADATA_PAIRS + " pairs and "
                    + METADATA_BYTES + " bytes of keys and values in UTF-8"));
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(Problem.invalid(faults));
    }

    private static long utf8Bytes(Map<String, String> metadata) {
        long bytes = 0;
        for (var pair : metadata.entrySet()) {
            bytes += utf8Bytes(pair.getKey()) + utf8Bytes(pair.getValue());
        }
        return bytes;
    }

    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Either half of a surrogate pair counts two of the pair's four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private static Optional<Problem> outOfRange(Instant timestamp, Instant now, int backdateDays) {
        if (timestamp.isBefore(now.minus(Duration.ofDays(backdateDays))) || timestamp.isAfter(now.plus(AHEAD))) {
            return Optional.of(Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "The timestamp may lie at most "
                    + backdateDays + " days back and " + AHEAD.toMinutes() + " minutes ahead"));
        }
        return Optional.empty();
    }
}
