package io.quotastack.ledger.wire;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.events.EntryLine;

/**
 * Entries as Avro's own objects, whose fields the compiler names: what {@link EntryCodec#write} is held against. A schema
 * with another field does not compile here, and one with another order or type comes to other bytes.
 */
final class EntryRecords {

    private EntryRecords() {}

    static io.quotastack.events.LedgerEntry toAvro(LedgerEntry entry, String externalCustomerId) {
        CustomerKey customer = entry.customer();
        Optional<LedgerEntry.UsageRef> usage = entry.usage();
        Optional<PricedLine> ofOneMetric = usage.flatMap(LedgerEntry.UsageRef::ofOneMetric);
        LedgerEntry.Context context = entry.context();
        return new io.quotastack.events.LedgerEntry(customer.tenantEnvironment().tenantId().toString(),
                customer.tenantEnvironment().environment().text(), customer.customerId().toString(), externalCustomerId,
                entry.id(), entry.sequence(), entry.type().text(), entry.delta(), entry.reservedDelta(),
                entry.after().balance(), entry.after().reserved(), toAvro(customer, entry.allocations()),
                toAvro(customer, entry.repaid()), entry.cause().commandId(),
                entry.cause().idempotencyKey().orElse(null),
                usage.flatMap(LedgerEntry.UsageRef::eventId).orElse(null),
                entry.reservation().isPresent()
                        ? Reservation.idOf(customer, entry.reservation().getAsLong())
                        : null,
                entry.subscription().isPresent()
                        ? Subscription.idOf(customer, entry.subscription().getAsLong())
                        : null,
                entry.externalPaymentId().orElse(null), ofOneMetric.map(PricedLine::metricKey).orElse(null),
                ofOneMetric.map(PricedLine::ruleId).orElse(null), ofOneMetric.map(PricedLine::units).orElse(null),
                usage.stream().flatMap(ref -> ref.priced().items().stream()).map(EntryRecords::toAvro).toList(),
                entry.metadata(), entry.occurredAt(),
                entry.recordedAt(), entry.previousHash(), entry.hash(),
                context.newBlock().map(terms -> EntryCodec.toAvro(customer, terms)).orElse(null),
                context.usageTimestamp().orElse(null), context.tierUnitsBefore(), context.lineUnitsBefore(),
                context.subscriptionPeriod().map(TierPeriod::text).orElse(null),
                context.countedValues().stream().map(EntryRecords::toAvro).toList(),
                context.reservationExpiresAt().orElse(null),
                context.blockStays(), toAvro(customer, context.clawedBack()), entry.after().overage(),
                entry.after().lifetimeEarned(), entry.after().lifetimeConsumed());
    }

    private static io.quotastack.events.CountedValues toAvro(CountedValues counted) {
        return new io.quotastack.events.CountedValues(counted.metricKey(), counted.values(), counted.units());
    }

    private static EntryLine toAvro(PricedLine line) {
        return new EntryLine(line.metricKey(), line.ruleId(), line.units(), line.cost(), line.metadata());
    }

    private static List<io.quotastack.events.Allocation> toAvro(CustomerKey customer, List<Allocation> allocations) {
        return allocations.stream().map(allocation -> new io.quotastack.events.Allocation(
                allocation.block().isPresent()
                        ? new ResourceId(ResourceId.Kind.BLOCK, customer.customerId(), allocation.block().getAsLong())
                                .toString()
                        : null,
                allocation.amount())).toList();
    }
}
