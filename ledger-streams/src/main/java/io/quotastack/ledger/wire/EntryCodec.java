package io.quotastack.ledger.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;

/**
 * Entries as the public topic {@code ledger-entries} has them, and back. In the log, blocks and entries bear their ids
 * as text, so that any reader can join them; here they are ordinals of one customer.
 */
public final class EntryCodec {

    private EntryCodec() {}

    public static io.quotastack.events.LedgerEntry toAvro(LedgerEntry entry, String externalCustomerId) {
        CustomerKey customer = entry.customer();
        Optional<LedgerEntry.UsageRef> usage = entry.usage();
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
                entry.externalPaymentId().orElse(null), usage.map(LedgerEntry.UsageRef::metricKey).orElse(null),
                usage.map(LedgerEntry.UsageRef::ruleId).orElse(null),
                usage.map(LedgerEntry.UsageRef::units).orElse(null), entry.metadata(), entry.occurredAt(),
                entry.recordedAt(), entry.previousHash(), entry.hash(),
                context.newBlock().map(terms -> toAvro(customer, terms)).orElse(null),
                context.usageTimestamp().orElse(null), context.tierUnitsBefore(),
                context.subscriptionPeriod().map(TierPeriod::text).orElse(null),
                context.reservationExpiresAt().orElse(null),
                context.blockStays(), toAvro(customer, context.clawedBack()), entry.after().overage(),
                entry.after().lifetimeEarned(), entry.after().lifetimeConsumed());
    }

    /** Throws IllegalArgumentException when the record was not written by {@link #toAvro}. */
    public static LedgerEntry fromAvro(io.quotastack.events.LedgerEntry avro) {
        CustomerKey customer = customerOf(avro);
        return new LedgerEntry(customer,
                new LedgerEntry.Link(avro.getSequence(), avro.getPreviousHash(), avro.getHash()),
                EntryType.valueOf(constant(avro.getType())),
                new LedgerEntry.Movement(avro.getDelta(), avro.getReservedDelta(), fromAvro(avro.getAllocations()),
                        fromAvro(avro.getRepaid())),
                new Balances(avro.getBalanceAfter(), avro.getReservedAfter(), avro.getOverageAfter(),
                        avro.getLifetimeEarnedAfter(), avro.getLifetimeConsumedAfter()),
                new LedgerEntry.Cause(avro.getCommandId(), Optional.ofNullable(avro.getIdempotencyKey())),
                subject(avro), avro.getMetadata(),
                new LedgerEntry.Times(avro.getOccurredAt(), avro.getRecordedAt()), context(avro));
    }

    private static LedgerEntry.Subject subject(io.quotastack.events.LedgerEntry avro) {
        return new LedgerEntry.Subject(
                Optional.ofNullable(avro.getBillableMetricKey())
                        .map(metric -> new LedgerEntry.UsageRef(Optional.ofNullable(avro.getUsageEventId()), metric,
                                avro.getRuleId(), avro.getUnits())),
                ordinal(ResourceId.Kind.RESERVATION, Optional.ofNullable(avro.getReservationId())),
                ordinal(ResourceId.Kind.SUBSCRIPTION, Optional.ofNullable(avro.getSubscriptionId())),
                Optional.ofNullable(avro.getExternalPaymentId()));
    }

    private static LedgerEntry.Context context(io.quotastack.events.LedgerEntry avro) {
        return new LedgerEntry.Context(Optional.ofNullable(avro.getBlock()).map(EntryCodec::fromAvro),
                Optional.ofNullable(avro.getUsageTimestamp()), avro.getTierUnitsBefore(),
                Optional.ofNullable(avro.getSubscriptionPeriod()).map(TierPeriod::new),
                Optional.ofNullable(avro.getHoldExpiresAt()), avro.getBlockStays(), fromAvro(avro.getClawedBack()));
    }

    /** Whose entry it is. */
    public static CustomerKey customerOf(io.quotastack.events.LedgerEntry avro) {
        var tenantEnvironment = new TenantEnvironment(UUID.fromString(avro.getTenantId()),
                Environment.valueOf(constant(avro.getEnvironment())));
        return new CustomerKey(tenantEnvironment, UUID.fromString(avro.getCustomerId()));
    }

    static List<io.quotastack.events.Allocation> toAvro(CustomerKey customer, List<Allocation> allocations) {
        return allocations.stream().map(allocation -> new io.quotastack.events.Allocation(
                allocation.block().isPresent() ? blockId(customer, allocation.block().getAsLong()) : null,
                allocation.amount())).toList();
    }

    static List<Allocation> fromAvro(List<io.quotastack.events.Allocation> allocations) {
        return allocations.stream()
                .map(avro -> Optional.ofNullable(avro.getBlockId())
                        .map(id -> Allocation.ofBlock(ordinal(id), avro.getAmount()))
                        .orElseGet(() -> Allocation.ofOverage(avro.getAmount())))
                .toList();
    }

    public static io.quotastack.events.BlockTerms toAvro(CustomerKey customer, BlockTerms terms) {
        return new io.quotastack.events.BlockTerms(blockId(customer, terms.ordinal()), terms.source().text(),
                terms.originalAmount(), terms.priority(), terms.effectiveAt(), terms.expiresAt().orElse(null),
                terms.pricePaid().orElse(null), terms.currency().orElse(null), terms.reason().orElse(null),
                terms.metadata(), terms.createdAt(), terms.externalPaymentId().orElse(null));
    }

    public static BlockTerms fromAvro(io.quotastack.events.BlockTerms avro) {
        return new BlockTerms(ordinal(avro.getId()), BlockSource.valueOf(constant(avro.getSource())),
                avro.getOriginalAmount(), avro.getPriority(), avro.getEffectiveAt(),
                Optional.ofNullable(avro.getExpiresAt()), Optional.ofNullable(avro.getPricePaid()),
                Optional.ofNullable(avro.getCurrency()), Optional.ofNullable(avro.getReason()),
                avro.getMetadata(), avro.getCreatedAt(),
                Optional.ofNullable(avro.getExternalPaymentId()));
    }

    private static String blockId(CustomerKey customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.BLOCK, customer.customerId(), ordinal).toString();
    }

    private static long ordinal(String blockId) {
        return ordinal(ResourceId.Kind.BLOCK, blockId);
    }

    private static OptionalLong ordinal(ResourceId.Kind kind, Optional<String> id) {
        return id.map(text -> OptionalLong.of(ordinal(kind, text))).orElseGet(OptionalLong::empty);
    }

    private static long ordinal(ResourceId.Kind kind, String id) {
        return ResourceId.parse(kind, id)
                .orElseThrow(() -> new IllegalArgumentException("not the id of a " + kind + ": " + id)).ordinal();
    }

    /** {@code usage} → {@code USAGE}: the inverse of the enums' {@code text()}. */
    static String constant(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
