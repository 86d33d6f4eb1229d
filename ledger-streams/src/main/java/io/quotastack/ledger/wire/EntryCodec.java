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
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.schemas.serde.AvroWriter;

/**
 * Entries as the public topic {@code ledger-entries} has them, and back. In the log, blocks and entries bear their ids
 * as text, so that any reader can join them; here they are ordinals of one customer.
 */
public final class EntryCodec {

    private EntryCodec() {}

    /** The record in Avro's binary form, field by field in the order of its schema. */
    public static byte[] write(LedgerEntry entry, String externalCustomerId) {
        CustomerKey customer = entry.customer();
        Optional<LedgerEntry.UsageRef> usage = entry.usage();
        Optional<PricedLine> ofOneMetric = usage.flatMap(LedgerEntry.UsageRef::ofOneMetric);
        var avro = new AvroWriter();
        writeCustomer(avro, customer, externalCustomerId);
        avro.text(entry.id()).number(entry.sequence()).text(entry.type().text()).number(entry.delta())
                .number(entry.reservedDelta()).number(entry.after().balance()).number(entry.after().reserved());
        write(avro, customer, entry.allocations());
        write(avro, customer, entry.repaid());
        avro.text(entry.cause().commandId()).optionalText(entry.cause().idempotencyKey())
                .optionalText(usage.flatMap(LedgerEntry.UsageRef::eventId));
        optionalId(avro, ResourceId.Kind.RESERVATION, customer, entry.reservation());
        optionalId(avro, ResourceId.Kind.SUBSCRIPTION, customer, entry.subscription());
        avro.optionalText(entry.externalPaymentId()).optionalText(ofOneMetric.map(PricedLine::metricKey))
                .optionalText(ofOneMetric.map(PricedLine::ruleId))
                .optionalNumber(ofOneMetric.map(PricedLine::units))
                .list(usage.map(ref -> ref.priced().items()).orElse(List.of()), EntryCodec::write)
                .texts(entry.metadata())
                .time(entry.occurredAt()).time(entry.recordedAt()).text(entry.previousHash()).text(entry.hash());
        write(avro, customer, entry.context());
        return avro.number(entry.after().overage()).number(entry.after().lifetimeEarned())
                .number(entry.after().lifetimeConsumed()).toByteArray();
    }

    /** The four fields by which each public record names its customer. */
    public static AvroWriter writeCustomer(AvroWriter avro, CustomerKey customer, String externalCustomerId) {
        return avro.text(customer.tenantEnvironment().tenantId().toString())
                .text(customer.tenantEnvironment().environment().text()).text(customer.customerId().toString())
                .text(externalCustomerId);
    }

    private static void write(AvroWriter avro, CustomerKey customer, LedgerEntry.Context context) {
        avro.branch(context.newBlock().isPresent());
        context.newBlock().ifPresent(terms -> write(avro, customer, terms));
        avro.optionalTime(context.usageTimestamp()).number(context.tierUnitsBefore())
                .list(context.lineUnitsBefore(), AvroWriter::number)
                .optionalText(context.subscriptionPeriod().map(TierPeriod::text))
                .list(context.countedValues(), EntryCodec::write).optionalTime(context.reservationExpiresAt())
                .flag(context.blockStays());
        write(avro, customer, context.clawedBack());
    }

    private static void write(AvroWriter avro, CountedValues counted) {
        avro.text(counted.metricKey()).text(counted.values()).number(counted.units());
    }

    private static void write(AvroWriter avro, PricedLine line) {
        avro.text(line.metricKey()).text(line.ruleId()).number(line.units()).number(line.cost())
                .texts(line.metadata());
    }

    private static void write(AvroWriter avro, CustomerKey customer, BlockTerms terms) {
        avro.text(blockId(customer, terms.ordinal())).text(terms.source().text()).number(terms.originalAmount())
                .number(terms.priority()).time(terms.effectiveAt()).optionalTime(terms.expiresAt())
                .optionalNumber(terms.pricePaid()).optionalText(terms.currency()).optionalText(terms.reason())
                .texts(terms.metadata()).time(terms.createdAt()).optionalText(terms.externalPaymentId());
    }

    private static void write(AvroWriter avro, CustomerKey customer, List<Allocation> allocations) {
        avro.list(allocations, (each, allocation) -> {
            optionalId(each, ResourceId.Kind.BLOCK, customer, allocation.block());
            each.number(allocation.amount());
        });
    }

    private static void optionalId(AvroWriter avro, ResourceId.Kind kind, CustomerKey customer,
            OptionalLong ordinal) {
        avro.branch(ordinal.isPresent());
        ordinal.ifPresent(
                present -> avro.text(new ResourceId(kind, customer.customerId(), present).toString()));
    }

    /** Throws IllegalArgumentException when the record was not written by {@link #write}. */
    public static LedgerEntry fromAvro(io.quotastack.events.LedgerEntry avro) {
        CustomerKey customer = customerOf(avro);
        EntryType type = EntryType.valueOf(constant(avro.getType()));
        var movement = new LedgerEntry.Movement(avro.getDelta(), avro.getReservedDelta(),
                fromAvro(avro.getAllocations()), fromAvro(avro.getRepaid()));
        return new LedgerEntry(customer,
                new LedgerEntry.Link(avro.getSequence(), avro.getPreviousHash(), avro.getHash()),
                type, movement, new Balances(avro.getBalanceAfter(), avro.getReservedAfter(), avro.getOverageAfter(),
                        avro.getLifetimeEarnedAfter(), avro.getLifetimeConsumedAfter()),
                new LedgerEntry.Cause(avro.getCommandId(), Optional.ofNullable(avro.getIdempotencyKey())),
                subject(avro, movement.cost(type)), avro.getMetadata(),
                new LedgerEntry.Times(avro.getOccurredAt(), avro.getRecordedAt()), context(avro));
    }

    /** @param cost of all that it moved, if it is about usage */
    private static LedgerEntry.Subject subject(io.quotastack.events.LedgerEntry avro, long cost) {
        return new LedgerEntry.Subject(
                priced(avro, cost).map(
                        usage -> new LedgerEntry.UsageRef(Optional.ofNullable(avro.getUsageEventId()), usage)),
                ordinal(ResourceId.Kind.RESERVATION, Optional.ofNullable(avro.getReservationId())),
                ordinal(ResourceId.Kind.SUBSCRIPTION, Optional.ofNullable(avro.getSubscriptionId())),
                Optional.ofNullable(avro.getExternalPaymentId()));
    }

    private static Optional<PricedUsage> priced(io.quotastack.events.LedgerEntry avro, long cost) {
        return avro.getLines().isEmpty()
                ? Optional.ofNullable(avro.getBillableMetricKey())
                        .map(metric -> PricedUsage.of(metric, avro.getRuleId(), avro.getUnits(), cost))
                : Optional.of(new PricedUsage(avro.getLines().stream()
                        .map(line -> new PricedLine(line.getBillableMetricKey(), line.getRuleId(), line.getUnits(),
                                line.getCost(), line.getMetadata()))
                        .toList(), true));
    }

    private static LedgerEntry.Context context(io.quotastack.events.LedgerEntry avro) {
        return new LedgerEntry.Context(Optional.ofNullable(avro.getBlock()).map(EntryCodec::fromAvro),
                Optional.ofNullable(avro.getUsageTimestamp()), avro.getTierUnitsBefore(),
                Optional.ofNullable(avro.getSubscriptionPeriod()).map(TierPeriod::new),
                Optional.ofNullable(avro.getHoldExpiresAt()), avro.getBlockStays(), fromAvro(avro.getClawedBack()),
                avro.getLineUnitsBefore(),
                avro.getCountedValues().stream().map(counted -> new CountedValues(counted.getBillableMetricKey(),
                        counted.getValues(), counted.getUnits())).toList());
    }

    /** Whose entry it is. */
    public static CustomerKey customerOf(io.quotastack.events.LedgerEntry avro) {
        var tenantEnvironment = new TenantEnvironment(UUID.fromString(avro.getTenantId()),
                Environment.valueOf(constant(avro.getEnvironment())));
        return new CustomerKey(tenantEnvironment, UUID.fromString(avro.getCustomerId()));
    }

    private static List<Allocation> fromAvro(List<io.quotastack.events.Allocation> allocations) {
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
