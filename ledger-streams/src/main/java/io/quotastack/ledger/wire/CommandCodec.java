package io.quotastack.ledger.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.internal.AdjustCreditsRecord;
import io.quotastack.internal.ChargeRecord;
import io.quotastack.internal.CommandRecord;
import io.quotastack.internal.CreateCustomerRecord;
import io.quotastack.internal.GrantCreditsRecord;
import io.quotastack.internal.IdempotencyRecord;
import io.quotastack.internal.RecordUsageRecord;
import io.quotastack.internal.RetryUsageRecord;
import io.quotastack.internal.SpendCapRecord;
import io.quotastack.internal.UpdateCustomerRecord;
import io.quotastack.internal.UsageEventRecord;
import io.quotastack.internal.VoidBlockRecord;
import io.quotastack.internal.VoidUsageRecord;

/** Commands as the topic {@code commands} has them, and back. Whose command it is stands in the record's key. */
@SuppressWarnings("OptionalMapToOptional") // in a patch, an outer Optional says whether, an inner one what
public final class CommandCodec {

    private static final AvroBytes<CommandRecord> BYTES = new AvroBytes<>(CommandRecord.class);

    private CommandCodec() {}

    public static byte[] write(CommandEnvelope envelope) {
        return BYTES.write(new CommandRecord(envelope.commandId(), envelope.customer().externalId().orElse(null),
                envelope.idempotency()
                        .map(key -> new IdempotencyRecord(key.key(), key.fingerprint(), key.instance())).orElse(null),
                envelope.configVersion(), toAvro(envelope.customer().key(), envelope.command())));
    }

    /** Throws IllegalArgumentException when the bytes are not a command. */
    public static CommandEnvelope read(CustomerKey customer, byte[] bytes) {
        CommandRecord avro = BYTES.read(bytes);
        return new CommandEnvelope(avro.getCommandId(),
                new CustomerRef(customer, Optional.ofNullable(avro.getExternalCustomerId())),
                Optional.ofNullable(avro.getIdempotency())
                        .map(key -> new Idempotency(key.getKey(), key.getFingerprint(), key.getInstance())),
                avro.getConfigVersion(), fromAvro(avro.getCommand()));
    }

    private static Object toAvro(CustomerKey customer, Command command) {
        return switch (command) {
            case Command.CreateCustomer create -> new CreateCustomerRecord(create.displayName().orElse(null),
                    create.metadata());
            case Command.UpdateCustomer update -> toAvro(update);
            case Command.GrantCredits grant -> toAvro(grant);
            case Command.AdjustCredits adjust -> new AdjustCreditsRecord(adjust.credits(), adjust.reason());
            case Command.VoidBlock block -> new VoidBlockRecord(block.blockOrdinal(), block.reason(),
                    block.terms().map(terms -> EntryCodec.toAvro(customer, terms)).orElse(null));
            case Command.RecordUsage usage -> new RecordUsageRecord(toAvro(usage.event()),
                    millis(usage.timestamp()), usage.accepted(),
                    usage.refusedOnArrival().map(ArrivalRefusals::toAvro).orElse(null));
            case Command.RetryUsage retry -> new RetryUsageRecord(retry.eventId(),
                    retry.refused().map(refused -> toAvro(refused.event())).orElse(null),
                    millis(retry.refused().map(Command.RefusedUsage::timestamp)));
            case Command.VoidUsage undo -> new VoidUsageRecord(undo.eventId(), undo.reason(),
                    undo.charge().map(charge -> toAvro(customer, charge)).orElse(null));
        };
    }

    private static Command fromAvro(Object avro) {
        return switch (avro) {
            case CreateCustomerRecord create -> new Command.CreateCustomer(
                    Optional.ofNullable(create.getDisplayName()), create.getMetadata());
            case UpdateCustomerRecord update -> fromAvro(update);
            case GrantCreditsRecord grant -> fromAvro(grant);
            case AdjustCreditsRecord adjust -> new Command.AdjustCredits(adjust.getCredits(), adjust.getReason());
            case VoidBlockRecord block -> new Command.VoidBlock(block.getBlockOrdinal(), block.getReason(),
                    Optional.ofNullable(block.getTerms()).map(EntryCodec::fromAvro));
            case RecordUsageRecord usage -> new Command.RecordUsage(fromAvro(usage.getEvent()),
                    time(usage.getTimestamp()), usage.getAccepted(),
                    Optional.ofNullable(usage.getRefusedOnArrival()).map(ArrivalRefusals::fromAvro));
            case RetryUsageRecord retry -> new Command.RetryUsage(retry.getEventId(),
                    Optional.ofNullable(retry.getEvent())
                            .map(event -> new Command.RefusedUsage(fromAvro(event),
                                    time(retry.getTimestamp()).orElseThrow())));
            case VoidUsageRecord undo -> new Command.VoidUsage(undo.getEventId(), undo.getReason(),
                    Optional.ofNullable(undo.getCharge()).map(CommandCodec::fromAvro));
            default -> throw new IllegalArgumentException("no such command: " + avro.getClass().getName());
        };
    }

    private static GrantCreditsRecord toAvro(Command.GrantCredits grant) {
        OptionalLong seconds = grant.expiry().afterSeconds();
        return new GrantCreditsRecord(grant.credits(), grant.source().text(), grant.reason().orElse(null),
                grant.priority(), millis(grant.effectiveAt()), millis(grant.expiry().at()),
                seconds.isPresent() ? seconds.getAsLong() : null, grant.pricePaid().orElse(null),
                grant.currency().orElse(null), grant.externalPaymentId().orElse(null), grant.metadata());
    }

    private static Command fromAvro(GrantCreditsRecord grant) {
        Long seconds = grant.getExpiresInSeconds();
        var expiry = new Command.Expiry(time(grant.getExpiresAt()),
                seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds));
        return new Command.GrantCredits(grant.getCredits(),
                BlockSource.valueOf(EntryCodec.constant(grant.getSource())), Optional.ofNullable(grant.getReason()),
                grant.getPriority(), time(grant.getEffectiveAt()), expiry,
                Optional.ofNullable(grant.getPricePaid()), Optional.ofNullable(grant.getCurrency()),
                Optional.ofNullable(grant.getExternalPaymentId()), grant.getMetadata());
    }

    private static UpdateCustomerRecord toAvro(Command.UpdateCustomer update) {
        return new UpdateCustomerRecord(patch(update.displayName()), update.metadata().orElse(null),
                patch(update.overagePolicy().map(policy -> policy.map(OveragePolicy::text))),
                patch(update.overageLimit()), patch(update.lowBalanceThreshold()),
                patch(update.spendCap().map(
                        cap -> cap.map(value -> new SpendCapRecord(value.credits(), value.per().text())))));
    }

    private static Command fromAvro(UpdateCustomerRecord update) {
        return new Command.UpdateCustomer(patch(update.getDisplayName()), Optional.ofNullable(update.getMetadata()),
                patch(update.getOveragePolicy())
                        .map(policy -> policy.map(text -> OveragePolicy.valueOf(EntryCodec.constant(text)))),
                patch(update.getOverageLimit()), patch(update.getLowBalanceThreshold()),
                patch(update.getSpendCap()).map(cap -> cap.map(value -> new SpendCap(value.getCredits(),
                        SpendCap.Per.valueOf(EntryCodec.constant(value.getPer()))))));
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static Optional<Instant> time(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }

    private static <T> @Nullable List<T> patch(Optional<Optional<T>> change) {
        return change.map(value -> value.stream().toList()).orElse(null);
    }

    private static <T> Optional<Optional<T>> patch(@Nullable List<T> change) {
        return Optional.ofNullable(change).map(value -> value.stream().findFirst());
    }

    private static UsageEventRecord toAvro(UsageEvent event) {
        return new UsageEventRecord(event.eventId(), event.metricKey(), event.units(),
                millis(event.givenTimestamp()), event.metadata());
    }

    private static UsageEvent fromAvro(UsageEventRecord event) {
        return new UsageEvent(event.getEventId(), event.getBillableMetricKey(), event.getUnits(),
                time(event.getGivenTimestamp()), event.getMetadata());
    }

    private static ChargeRecord toAvro(CustomerKey customer, Command.Charge charge) {
        return new ChargeRecord(charge.sequence(), charge.metricKey(), charge.ruleId(), charge.units(),
                charge.timestamp().toEpochMilli(), EntryCodec.toAvro(customer, charge.allocations()),
                charge.blocks().stream().map(block -> EntryCodec.toAvro(customer, block)).toList());
    }

    private static Command.Charge fromAvro(ChargeRecord charge) {
        return new Command.Charge(charge.getSequence(), charge.getBillableMetricKey(), charge.getRuleId(),
                charge.getUnits(), Instant.ofEpochMilli(charge.getTimestamp()),
                EntryCodec.fromAvro(charge.getAllocations()),
                charge.getBlocks().stream().map(EntryCodec::fromAvro).toList());
    }
}
