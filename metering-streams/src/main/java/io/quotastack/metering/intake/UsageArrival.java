package io.quotastack.metering.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.text.Texts;
import io.quotastack.core.usage.TimestampRange;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/** The checks of a usage event from Kafka, on arrival: whose it is, else a dead letter; then what refuses it. */
final class UsageArrival {

    /** Where an event of one metric names it. */
    static final String METRIC_KEY = "/billable_metric_key";

    private static final int LONGEST_METRIC_KEY = 255;
    private static final int LONGEST_SOURCE = 1_000;

    private final KnownCustomers customers;

    UsageArrival(KnownCustomers customers) {
        this.customers = customers;
    }

    CommandEnvelope command(ConsumerRecord<byte[], byte[]> record, ReportedUsage reported, Config config,
            Instant now) {
        TenantEnvironment tenantEnvironment = tenantEnvironment(reported.tenantId(), reported.environment(), config);
        check("the event id", reported.eventId(), Texts::faultOfIdInPath);
        reported.source().ifPresent(source -> check("the source", source, UsageArrival::faultOfSource));
        CustomerRef customer = customer(reported, tenantEnvironment);
        Optional<Instant> ownClock = tenantEnvironment.environment() == Environment.TEST
                ? customers.testClock(customer.key())
                : Optional.empty();
        Instant timestamp = reported.timestamp().or(() -> ownClock)
                .orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
        List<FieldFault> faults = faults(reported);
        Optional<Problem> refusal = Optional.of(faults).filter(found -> !found.isEmpty()).map(Problem::invalid)
                .or(() -> TimestampRange.refusal(timestamp, ownClock.orElse(now),
                        config.environment(tenantEnvironment).settings().usageBackdateDays()));
        return new CommandEnvelope(commandId(record), customer, Optional.empty(), config.version(),
                new RecordUsage(kept(reported), Optional.of(timestamp), true, refusal));
    }

    /** The record's position: the same record is the same command, however often it is read. */
    private static String commandId(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /** Whose event it is; that of an unknown tenant is unreadable. */
    static TenantEnvironment tenantEnvironment(String tenantId, String environment, Config config) {
        UUID tenant = uuid("tenant_id", tenantId);
        if (!config.tenants().containsKey(tenant)) {
            throw new UnreadableException("unknown tenant " + tenant);
        }
        return new TenantEnvironment(tenant, Environment.parse(environment)
                .orElseThrow(() -> new UnreadableException("the environment is neither live nor test")));
    }

    private CustomerRef customer(ReportedUsage reported, TenantEnvironment tenantEnvironment) {
        if (reported.externalCustomerId().isPresent() == reported.customerId().isPresent()) {
            throw new UnreadableException(reported.customerId().isPresent()
                    ? "both names of the customer are given, one is needed"
                    : "no name of the customer is given");
        }
        if (reported.externalCustomerId().isPresent()) {
            String externalId = reported.externalCustomerId().get();
            check("the external customer id", externalId, Texts::faultOfIdInPath);
            return CustomerRef.byExternalId(tenantEnvironment, externalId);
        }
        var key = new CustomerKey(tenantEnvironment, uuid("customer_id", reported.customerId().orElseThrow()));
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

    private static Optional<String> faultOfSource(String source) {
        int length = source.codePointCount(0, source.length());
        return length <= LONGEST_SOURCE
                ? Optional.empty()
                : Optional.of("must have at most " + LONGEST_SOURCE + " characters");
    }

    private static List<FieldFault> faults(ReportedUsage reported) {
        List<FieldFault> faults = new ArrayList<>(reported.faults());
        if (reported.lines().isEmpty()) {
            addFaults(reported.metricKey(), reported.units(), "", faults);
        } else {
            faults.addAll(faultsOfLines(reported.lines()));
        }
        Metadata.fault(reported.metadata()).ifPresent(fault -> faults.add(FieldFault.at("/metadata", fault)));
        return UsageData.bounded(faults);
    }

    private static void addFaults(String metricKey, long units, String at, List<FieldFault> faults) {
        String pointer = at + METRIC_KEY;
        // A key that is missing is a fault already.
        if (faults.stream().noneMatch(fault -> fault.name().equals(pointer))) {
            faultOfMetricKey(metricKey).ifPresent(fault -> faults.add(FieldFault.at(pointer, fault)));
        }
        if (units < 0 || units > UsageEvent.MAX_UNITS) {
            faults.add(FieldFault.at(at + "/units", "must be from 0 to " + UsageEvent.MAX_UNITS));
        }
    }

    /** Those of the lines by themselves, or else those of all together. */
    private static List<FieldFault> faultsOfLines(List<UsageLine> lines) {
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < Math.min(lines.size(), UsageLines.MOST_LINES); i++) {
            String at = "/lines/" + i;
            addFaults(lines.get(i).metricKey(), lines.get(i).units(), at, faults);
            Metadata.fault(lines.get(i).metadata())
                    .ifPresent(fault -> faults.add(FieldFault.at(at + "/metadata", fault)));
        }
        return faults.isEmpty()
                ? UsageLines.faults(lines).stream()
                        .map(fault -> FieldFault.at("/lines" + fault.name(), fault.detail())).toList()
                : faults;
    }

    private static Optional<String> faultOfMetricKey(String key) {
        if (!Texts.wellFormed(key)) {
            return Optional.of(Texts.ILL_FORMED);
        }
        int length = key.codePointCount(0, key.length());
        return length >= 1 && length <= LONGEST_METRIC_KEY
                ? Optional.empty()
                : Optional.of("must have 1 to " + LONGEST_METRIC_KEY + " characters");
    }

    /** The event as it is, but for what is beyond any bound: a refused one is kept too, and shown. */
    private static UsageEvent kept(ReportedUsage reported) {
        return new UsageEvent(reported.eventId(), keptUsage(reported), reported.timestamp(),
                Metadata.fault(reported.metadata()).isEmpty() ? reported.metadata() : Map.of(), reported.source());
    }

    private static UsageLines keptUsage(ReportedUsage reported) {
        if (reported.lines().isEmpty()) {
            return UsageLines.of(keptMetricKey(reported.metricKey()), reported.units());
        }
        boolean whole = faultsOfLines(reported.lines()).isEmpty();
        return UsageLines.itemized(reported.lines().stream().limit(UsageLines.MOST_LINES)
                .map(line -> whole
                        ? line
                        : new UsageLine(keptMetricKey(line.metricKey()), line.units(), Map.of()))
                .toList());
    }

    private static String keptMetricKey(String metricKey) {
        return faultOfMetricKey(metricKey).isEmpty() ? metricKey : cut(metricKey);
    }

    /** The beginning of the text; what has no form in UTF-8 is a question mark in it. */
    private static String cut(String text) {
        return text.codePoints().limit(LONGEST_METRIC_KEY)
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
