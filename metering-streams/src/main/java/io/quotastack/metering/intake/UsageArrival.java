package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.text.Texts;
import io.quotastack.core.usage.TimestampRange;
import io.quotastack.core.usage.UsageEvent;

/** The checks of a usage event at the door of Kafka: whose it is, else a dead letter; then what refuses it on arrival. */
final class UsageArrival {

    private final KnownCustomers customers;

    UsageArrival(KnownCustomers customers) {
        this.customers = customers;
    }

    CommandEnvelope command(ConsumerRecord<byte[], byte[]> record, ReportedUsage reported, Config config,
            Instant now) {
        TenantEnvironment world = world(reported, config);
        check("the event id", reported.eventId(), Texts::faultOfId);
        CustomerRef customer = customer(reported, world);
        Optional<Instant> ownClock = world.environment() == Environment.TEST
                ? customers.testClock(customer.key())
                : Optional.empty();
        Instant timestamp = reported.timestamp().or(() -> ownClock)
                .orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
        var event = new UsageEvent(reported.eventId(), reported.metricKey(), reported.units(), reported.timestamp(),
                reported.metadata());
        Optional<Problem> refusal = invalid(event)
                .or(() -> TimestampRange.refusal(timestamp, ownClock.orElse(now),
                        config.world(world).settings().usageBackdateDays()));
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
            check("the external customer id", externalId, Texts::faultOfExternalId);
            return CustomerRef.byExternalId(world, externalId);
        }
        var key = new CustomerKey(world, uuid("customer_id", reported.customerId().orElseThrow()));
        if (!customers.customerExists(key)) {
            throw new UnreadableException("unknown customer_id " + key.customerId());
        }
        return CustomerRef.byId(key);
    }

    private static void check(String what, String id, Function<String, Optional<String>> faultOf) {
        // A lone surrogate has no form in UTF-8: different ids would become one.
        Optional<String> fault = Texts.wellFormed(id) ? faultOf.apply(id) : Optional.of(Texts.ILL_FORMED);
        fault.ifPresent(wrong -> {
            throw new UnreadableException(what + " " + wrong);
        });
    }

    private static UUID uuid(String what, String text) {
        return Texts.uuid(text).orElseThrow(() -> new UnreadableException(what + " is not a UUID"));
    }

    private static Optional<Problem> invalid(UsageEvent event) {
        List<FieldFault> faults = new ArrayList<>();
        if (event.units() < 0 || event.units() > UsageEvent.MAX_UNITS) {
            faults.add(FieldFault.at("/units", "must be from 0 to " + UsageEvent.MAX_UNITS));
        }
        Metadata.fault(event.metadata()).ifPresent(fault -> faults.add(FieldFault.at("/metadata", fault)));
        return faults.isEmpty() ? Optional.empty() : Optional.of(Problem.invalid(faults));
    }
}
