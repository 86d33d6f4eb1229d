package io.quotastack.ledger.answer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Decision.UsageReport;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.view.AlertReachedView;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.EntryEventView;
import io.quotastack.ledger.view.LineCrossedView;
import io.quotastack.ledger.view.RefusalEventView;
import io.quotastack.ledger.view.SubscriptionEventView;
import io.quotastack.ledger.view.SubscriptionView;
import io.quotastack.ledger.view.TopupRequestedView;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.serde.AvroWriter;
import io.quotastack.schemas.topic.Topics;

/** What a decision writes to the public topics. */
public final class OutputRecords {

    /** The cause of what nobody asked for. */
    private static final String BY_TIME = "time";

    private OutputRecords() {}

    /**
     * A record for the sink of that name; the record's key is the customer's.
     *
     * @param value in Avro's binary form: what is left to do when it is written cannot break over it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Output(String sink, byte[] value) {}

    /**
     * All records of a decision.
     *
     * @param recordedAt the broker's time of the command's record
     */
    public static List<Output> of(CommandEnvelope envelope, Decision decision, Instant recordedAt,
            long configVersion) {
        if (decision.customer().isEmpty()) {
            return List.of();
        }
        Customer customer = decision.customer().get();
        List<Output> outputs = new ArrayList<>();
        for (LedgerEntry entry : decision.entries()) {
            outputs.add(new Output(Topics.LEDGER_ENTRIES.name(), EntryCodec.write(entry, customer.externalId())));
        }
        for (CustomerEvent event : decision.events()) {
            outputs.add(new Output(Topics.CUSTOMER_EVENTS.name(), event(event, customer, envelope, configVersion)));
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                outputs.add(new Output(Topics.SUBSCRIPTION_CHANGES.name(),
                        change(event, moved, customer, envelope)));
            }
        }
        decision.usageReport().ifPresent(
                report -> outputs.add(
                        new Output(Topics.USAGE_OUTCOMES.name(), outcome(report, recordedAt, customer, envelope))));
        return outputs;
    }

    // Each record is written field by field, in the order of its schema.

    private static byte[] event(CustomerEvent event, Customer customer, CommandEnvelope envelope, long configVersion) {
        CustomerKey key = customer.key();
        var avro = new AvroWriter().text(id(key, event)).text(event.type().text()).time(event.timestamp());
        return EntryCodec.writeCustomer(avro, key, customer.externalId()).number(event.sequence())
                .text(json(data(customer, event.data(), envelope))).number(configVersion).toByteArray();
    }

    private static byte[] change(CustomerEvent event, CustomerEvent.SubscriptionMoved moved, Customer customer,
            CommandEnvelope envelope) {
        CustomerKey key = customer.key();
        SubscriptionView subscription = SubscriptionView.of(key, customer.externalId(), moved.subscription());
        var avro = new AvroWriter().text(id(key, event)).number(event.sequence()).text(event.type().text())
                .time(event.timestamp()).text(cause(moved, envelope));
        return EntryCodec.writeCustomer(avro, key, customer.externalId()).text(subscription.id())
                .text(json(subscription))
                .list(List.copyOf(moved.movedEnds().entrySet()),
                        (each, end) -> each.text(BlockView.idOf(key, end.getKey())).optionalTime(end.getValue()))
                .optionalNumber(Optional.of(moved.afterSequence()))
                .optionalTime(moved.subscription().beginsAt()).toByteArray();
    }

    private static String id(CustomerKey customer, CustomerEvent event) {
        return new ResourceId(ResourceId.Kind.CUSTOMER_EVENT, customer.customerId(), event.sequence()).toString();
    }

    private static String cause(CustomerEvent.SubscriptionMoved moved, CommandEnvelope envelope) {
        return moved.byItself() ? BY_TIME : envelope.commandId();
    }

    private static Object data(Customer customer, CustomerEvent.Data data, CommandEnvelope envelope) {
        return switch (data) {
            case CustomerEvent.EntryBooked(LedgerEntry entry) -> EntryEventView.of(entry);
            case CustomerEvent.LineCrossed(long line, long balance, long reserved) -> new LineCrossedView(line, balance,
                    reserved, balance - reserved);
            case CustomerEvent.AlertReached reached -> AlertReachedView.of(reached);
            case CustomerEvent.TopupAsked asked -> TopupRequestedView.of(customer.key(), asked);
            case CustomerEvent.SubscriptionMoved moved -> SubscriptionEventView.of(
                    SubscriptionView.of(customer.key(), customer.externalId(), moved.subscription()),
                    cause(moved, envelope), moved.usage());
            case CustomerEvent.Refusal(var event, var timestamp, var problem) -> RefusalEventView.of(event, timestamp,
                    ProblemJson.document(problem, AnswerRenderer.requestOf(envelope)));
        };
    }

    private static byte[] outcome(UsageReport report, Instant recordedAt, Customer customer,
            CommandEnvelope envelope) {
        Optional<LedgerEntry> charge = report.charge();
        UsageEvent event = report.event();
        Optional<UsageLine> ofOneMetric = event.usage().ofOneMetric();
        var avro = new AvroWriter().text(event.eventId()).text(charge.isPresent() ? "charged" : "refused");
        return EntryCodec.writeCustomer(avro, customer.key(), customer.externalId())
                .optionalText(ofOneMetric.map(UsageLine::metricKey)).optionalNumber(ofOneMetric.map(UsageLine::units))
                .time(report.timestamp()).optionalTime(event.givenTimestamp())
                .texts(event.metadata()).flag(report.accepted()).time(report.occurredAt()).time(recordedAt)
                .optionalText(charge.map(LedgerEntry::id)).optionalNumber(charge.map(entry -> -entry.delta()))
                .optionalText(charge.flatMap(LedgerEntry::usage).flatMap(LedgerEntry.UsageRef::ofOneMetric)
                        .map(PricedLine::ruleId))
                .optionalNumber(charge.map(entry -> entry.after().balance()))
                .optionalText(report.refusal()
                        .map(problem -> json(ProblemJson.document(problem, AnswerRenderer.requestOf(envelope)))))
                .optionalText(event.source()).list(lines(report), OutputRecords::write).flag(report.besideCharge())
                .toByteArray();
    }

    /** A line of an event, and its price where the event was charged. */
    private record OutcomeLine(UsageLine units, Optional<PricedLine> priced) {}

    private static List<OutcomeLine> lines(UsageReport report) {
        if (!report.event().usage().itemized()) {
            return List.of();
        }
        Optional<List<PricedLine>> priced = report.charge().flatMap(LedgerEntry::usage)
                .map(LedgerEntry.UsageRef::lines);
        List<UsageLine> all = report.event().usage().all();
        return IntStream.range(0, all.size())
                .mapToObj(i -> new OutcomeLine(all.get(i), priced.map(lines -> lines.get(i)))).toList();
    }

    private static void write(AvroWriter avro, OutcomeLine line) {
        avro.text(line.units().metricKey()).number(line.units().units()).texts(line.units().metadata())
                .optionalText(line.priced().map(PricedLine::ruleId))
                .optionalNumber(line.priced().map(PricedLine::cost));
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written as JSON", e);
        }
    }
}
