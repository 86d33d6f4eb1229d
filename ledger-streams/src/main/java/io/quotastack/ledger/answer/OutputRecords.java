package io.quotastack.ledger.answer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.avro.specific.SpecificRecord;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Decision.UsageReport;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.events.MovedEnd;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.EntryEventView;
import io.quotastack.ledger.view.LineCrossedView;
import io.quotastack.ledger.view.RefusalEventView;
import io.quotastack.ledger.view.SubscriptionEventView;
import io.quotastack.ledger.view.SubscriptionView;
import io.quotastack.ledger.view.TopupRequestedView;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;

/** What a decision writes to the public topics. */
public final class OutputRecords {

    /** The cause of what nobody asked for. */
    private static final String BY_TIME = "time";

    private OutputRecords() {}

    /** A record for the sink of that name; the record's key is the customer's. */
    public record Output(String sink, SpecificRecord value) {}

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
            outputs.add(new Output(Topics.LEDGER_ENTRIES.name(), EntryCodec.toAvro(entry, customer.externalId())));
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

    private static io.quotastack.events.CustomerEvent event(CustomerEvent event, Customer customer,
            CommandEnvelope envelope, long configVersion) {
        CustomerKey key = customer.key();
        return new io.quotastack.events.CustomerEvent(id(key, event), event.type().text(), event.timestamp(),
                key.tenantEnvironment().tenantId().toString(),
                key.tenantEnvironment().environment().text(), key.customerId().toString(), customer.externalId(),
                event.sequence(), json(data(customer, event.data(), envelope)), configVersion);
    }

    private static SubscriptionChange change(CustomerEvent event, CustomerEvent.SubscriptionMoved moved,
            Customer customer, CommandEnvelope envelope) {
        CustomerKey key = customer.key();
        SubscriptionView subscription = SubscriptionView.of(key, customer.externalId(), moved.subscription());
        return new SubscriptionChange(id(key, event), event.sequence(), event.type().text(), event.timestamp(),
                cause(moved, envelope), key.tenantEnvironment().tenantId().toString(),
                key.tenantEnvironment().environment().text(),
                key.customerId().toString(), customer.externalId(), subscription.id(), json(subscription),
                moved.movedEnds().entrySet().stream().map(end -> new MovedEnd(BlockView.idOf(key, end.getKey()),
                        end.getValue().orElse(null))).toList());
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
            case CustomerEvent.TopupAsked asked -> TopupRequestedView.of(customer.key(), asked);
            case CustomerEvent.SubscriptionMoved moved -> SubscriptionEventView.of(
                    SubscriptionView.of(customer.key(), customer.externalId(), moved.subscription()),
                    cause(moved, envelope), moved.usage());
            case CustomerEvent.Refusal(var event, var timestamp, var problem) -> new RefusalEventView(event.eventId(),
                    event.metricKey(), event.units(), timestamp, event.metadata(),
                    ProblemJson.document(problem, AnswerRenderer.requestOf(envelope)));
        };
    }

    private static UsageOutcome outcome(UsageReport report, Instant recordedAt, Customer customer,
            CommandEnvelope envelope) {
        CustomerKey key = customer.key();
        Optional<LedgerEntry> charge = report.charge();
        Optional<Problem> refusal = report.refusal();
        return new UsageOutcome(report.event().eventId(), charge.isPresent() ? "charged" : "refused",
                key.tenantEnvironment().tenantId().toString(), key.tenantEnvironment().environment().text(),
                key.customerId().toString(),
                customer.externalId(), report.event().metricKey(), report.event().units(), report.timestamp(),
                report.event().givenTimestamp().orElse(null), report.event().metadata(), report.accepted(),
                report.occurredAt(), recordedAt, charge.map(LedgerEntry::id).orElse(null),
                charge.map(entry -> -entry.delta()).orElse(null),
                charge.flatMap(LedgerEntry::usage).map(LedgerEntry.UsageRef::ruleId).orElse(null),
                charge.map(entry -> entry.after().balance()).orElse(null),
                refusal.map(problem -> json(ProblemJson.document(problem, AnswerRenderer.requestOf(envelope))))
                        .orElse(null),
                report.event().source().orElse(null), report.besideCharge());
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written as JSON", e);
        }
    }
}
