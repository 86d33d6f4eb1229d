package io.quotastack.ledger.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.internal.AdjustCreditsRecord;
import io.quotastack.internal.AlertRecord;
import io.quotastack.internal.AutoTopupRecord;
import io.quotastack.internal.CapRecord;
import io.quotastack.internal.CommandRecord;
import io.quotastack.internal.CommitReservationRecord;
import io.quotastack.internal.CreateCustomerRecord;
import io.quotastack.internal.ExtendReservationRecord;
import io.quotastack.internal.GrantCreditsRecord;
import io.quotastack.internal.IdempotencyRecord;
import io.quotastack.internal.MoveTestClockRecord;
import io.quotastack.internal.PurchaseRecord;
import io.quotastack.internal.ReceiveTransferRecord;
import io.quotastack.internal.RecordUsageRecord;
import io.quotastack.internal.RefundReservationRecord;
import io.quotastack.internal.RefundTopUpRecord;
import io.quotastack.internal.ReleaseAllReservationsRecord;
import io.quotastack.internal.ReleaseReservationRecord;
import io.quotastack.internal.ReserveRecord;
import io.quotastack.internal.RetryUsageRecord;
import io.quotastack.internal.SpendCapRecord;
import io.quotastack.internal.SettleTransferRecord;
import io.quotastack.internal.TickRecord;
import io.quotastack.internal.TopUpRecord;
import io.quotastack.internal.TransferCreditsRecord;
import io.quotastack.internal.UpdateCustomerRecord;
import io.quotastack.internal.VoidBlockRecord;
import io.quotastack.internal.VoidUsageRecord;
import io.quotastack.platform.store.AvroBytes;

/** Commands as the topic {@code commands} has them, and back. Whose command it is stands in the record's key. */
@SuppressWarnings("OptionalMapToOptional") // in a patch, an outer Optional says whether, an inner one what
public final class CommandCodec {

    private static final AvroBytes<CommandRecord> BYTES = new AvroBytes<>(CommandRecord.class);

    private CommandCodec() {}

    public static byte[] write(CommandEnvelope envelope) {
        return BYTES.write(new CommandRecord(envelope.commandId(), envelope.customer().externalId().orElse(null),
                envelope.idempotency()
                        .map(key -> new IdempotencyRecord(key.key(), key.fingerprint(), key.instance())).orElse(null),
                envelope.configVersion(), toAvro(envelope.command())));
    }

    /** Throws IllegalArgumentException when the bytes are not a command. */
    public static CommandEnvelope read(CustomerKey customer, byte[] bytes) {
        CommandRecord avro = BYTES.read(bytes);
        return new CommandEnvelope(avro.getCommandId(),
                new CustomerRef(customer, Optional.ofNullable(avro.getExternalCustomerId())),
                Optional.ofNullable(avro.getIdempotency())
                        .map(key -> new Idempotency(key.getKey(), key.getFingerprint(), key.getInstance())),
                avro.getConfigVersion(), fromAvro(customer.tenantEnvironment(), avro.getCommand()));
    }

    private static Object toAvro(Command command) {
        return switch (command) {
            case Command.CreateCustomer create -> new CreateCustomerRecord(create.displayName().orElse(null),
                    create.metadata());
            case Command.UpdateCustomer update -> toAvro(update);
            case Command.GrantCredits grant -> GrantCommands.toAvro(grant);
            case Command.TopUp topUp -> GrantCommands.toAvro(topUp);
            case Command.RefundTopUp refund -> GrantCommands.toAvro(refund);
            case Command.Purchase purchase -> GrantCommands.toAvro(purchase);
            case Command.AdjustCredits adjust -> new AdjustCreditsRecord(adjust.credits(), adjust.reason());
            case Command.VoidBlock block -> new VoidBlockRecord(block.blockOrdinal(), block.reason());
            case Command.RecordUsage usage -> new RecordUsageRecord(UsageCommands.toAvro(usage.event()),
                    millis(usage.timestamp()), usage.accepted(),
                    usage.refusedOnArrival().map(ArrivalRefusals::toAvro).orElse(null));
            case Command.RetryUsage retry -> new RetryUsageRecord(retry.eventId(),
                    retry.refused().map(refused -> UsageCommands.toAvro(refused.event())).orElse(null),
                    millis(retry.refused().map(Command.RefusedUsage::timestamp)),
                    retry.refused().map(Command.RefusedUsage::faulty).orElse(false));
            case Command.VoidUsage undo -> new VoidUsageRecord(undo.eventId(), undo.reason(),
                    undo.charge().map(ChargeFacts::toAvro).orElse(null));
            case Command.Reserve reserve -> ReservationCommands.toAvro(reserve);
            case Command.CommitReservation commit -> ReservationCommands.toAvro(commit);
            case Command.ReleaseReservation release -> new ReleaseReservationRecord(release.reservation(),
                    release.reason().orElse(null));
            case Command.RefundReservation refund -> new RefundReservationRecord(refund.reservation(),
                    refund.reason(), refund.charge().map(ChargeFacts::toAvro).orElse(null));
            case Command.ExtendReservation extend -> new ExtendReservationRecord(extend.reservation(),
                    extend.ttl().toMillis());
            case Command.ReleaseAllReservations all -> new ReleaseAllReservationsRecord();
            case Command.CreateSubscription create -> SubscriptionCommands.toAvro(create);
            case Command.OfSubscription act -> SubscriptionCommands.toAvro(act);
            case Command.MoveTestClock move -> new MoveTestClockRecord(move.to().toEpochMilli());
            case Command.Tick tick -> new TickRecord();
            case Command.TransferCredits transfer -> TransferCommands.toAvro(transfer);
            case Command.ReceiveTransfer transfer -> TransferCommands.toAvro(transfer);
            case Command.SettleTransfer settle -> TransferCommands.toAvro(settle);
        };
    }

    private static Command fromAvro(TenantEnvironment of, Object avro) {
        return switch (avro) {
            case CreateCustomerRecord create -> new Command.CreateCustomer(
                    Optional.ofNullable(create.getDisplayName()), create.getMetadata());
            case UpdateCustomerRecord update -> fromAvro(update);
            case GrantCreditsRecord grant -> GrantCommands.fromAvro(grant);
            case TopUpRecord topUp -> GrantCommands.fromAvro(topUp);
            case RefundTopUpRecord refund -> GrantCommands.fromAvro(refund);
            case PurchaseRecord purchase -> GrantCommands.fromAvro(purchase);
            case AdjustCreditsRecord adjust -> new Command.AdjustCredits(adjust.getCredits(), adjust.getReason());
            case VoidBlockRecord block -> new Command.VoidBlock(block.getBlockOrdinal(), block.getReason());
            case RecordUsageRecord usage -> new Command.RecordUsage(UsageCommands.fromAvro(usage.getEvent()),
                    time(usage.getTimestamp()), usage.getAccepted(),
                    Optional.ofNullable(usage.getRefusedOnArrival()).map(ArrivalRefusals::fromAvro));
            case RetryUsageRecord retry -> new Command.RetryUsage(retry.getEventId(),
                    Optional.ofNullable(retry.getEvent())
                            .map(event -> new Command.RefusedUsage(UsageCommands.fromAvro(event),
                                    time(retry.getTimestamp()).orElseThrow(), retry.getFaulty())));
            case VoidUsageRecord undo -> new Command.VoidUsage(undo.getEventId(), undo.getReason(),
                    Optional.ofNullable(undo.getCharge()).map(ChargeFacts::fromAvro));
            case ReserveRecord reserve -> ReservationCommands.fromAvro(reserve);
            case CommitReservationRecord commit -> ReservationCommands.fromAvro(commit);
            case ReleaseReservationRecord release -> new Command.ReleaseReservation(release.getReservation(),
                    Optional.ofNullable(release.getReason()));
            case RefundReservationRecord refund -> new Command.RefundReservation(refund.getReservation(),
                    refund.getReason(), Optional.ofNullable(refund.getCharge()).map(ChargeFacts::fromAvro));
            case ExtendReservationRecord extend -> new Command.ExtendReservation(extend.getReservation(),
                    Duration.ofMillis(extend.getTtlMillis()));
            case ReleaseAllReservationsRecord all -> new Command.ReleaseAllReservations();
            case MoveTestClockRecord move -> new Command.MoveTestClock(Instant.ofEpochMilli(move.getTo()));
            case TickRecord tick -> new Command.Tick();
            case TransferCreditsRecord transfer -> TransferCommands.fromAvro(of, transfer);
            case ReceiveTransferRecord transfer -> TransferCommands.fromAvro(of, transfer);
            case SettleTransferRecord settle -> TransferCommands.fromAvro(settle);
            default -> SubscriptionCommands.fromAvro(avro);
        };
    }

    private static UpdateCustomerRecord toAvro(Command.UpdateCustomer update) {
        return new UpdateCustomerRecord(patch(update.displayName()), update.metadata().orElse(null),
                patch(update.overagePolicy().map(policy -> policy.map(OveragePolicy::text))),
                patch(update.overageLimit()), patch(update.lowBalanceThreshold()),
                patch(update.spendCap().map(
                        cap -> cap.map(value -> new SpendCapRecord(value.credits(), value.per().text())))),
                patch(update.autoTopup().map(terms -> terms.map(value -> new AutoTopupRecord(value.threshold(),
                        value.packageId(), value.maxPerDay())))),
                patch(update.alerts().map(alerts -> alerts.map(list -> list.stream().map(CommandCodec::toAvro)
                        .toList()))),
                patch(update.caps().map(caps -> caps.map(list -> list.stream().map(CommandCodec::toAvro).toList()))));
    }

    private static AlertRecord toAvro(Alert alert) {
        return new AlertRecord(alert.id(), alert.percent().orElse(null), alert.credits().orElse(null),
                alert.of().text());
    }

    private static CapRecord toAvro(UsageCap cap) {
        return new CapRecord(cap.metricKey(), cap.measure().text(), cap.most(), cap.per().text());
    }

    private static Alert fromAvro(AlertRecord alert) {
        return new Alert(alert.getId(), Optional.ofNullable(alert.getPercent()),
                Optional.ofNullable(alert.getCredits()), Alert.Of.valueOf(EntryCodec.constant(alert.getOf())));
    }

    private static UsageCap fromAvro(CapRecord cap) {
        return new UsageCap(cap.getBillableMetricKey(),
                UsageCap.Measure.valueOf(EntryCodec.constant(cap.getMeasure())), cap.getMost(),
                UsageCap.Per.valueOf(EntryCodec.constant(cap.getPer())));
    }

    private static Command fromAvro(UpdateCustomerRecord update) {
        return new Command.UpdateCustomer(patch(update.getDisplayName()), Optional.ofNullable(update.getMetadata()),
                patch(update.getOveragePolicy())
                        .map(policy -> policy.map(text -> OveragePolicy.valueOf(EntryCodec.constant(text)))),
                patch(update.getOverageLimit()), patch(update.getLowBalanceThreshold()),
                patch(update.getSpendCap()).map(cap -> cap.map(value -> new SpendCap(value.getCredits(),
                        SpendCap.Per.valueOf(EntryCodec.constant(value.getPer()))))),
                patch(update.getAutoTopup()).map(terms -> terms.map(value -> new AutoTopup(value.getThreshold(),
                        value.getPackageId(), value.getMaxPerDay()))),
                patch(update.getAlerts())
                        .map(alerts -> alerts.map(list -> list.stream().map(CommandCodec::fromAvro).toList())),
                patch(update.getCaps())
                        .map(caps -> caps.map(list -> list.stream().map(CommandCodec::fromAvro).toList())));
    }

    static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    static Optional<Instant> time(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }

    private static <T> @Nullable List<T> patch(Optional<Optional<T>> change) {
        return change.map(value -> value.stream().toList()).orElse(null);
    }

    private static <T> Optional<Optional<T>> patch(@Nullable List<T> change) {
        return Optional.ofNullable(change).map(value -> value.stream().findFirst());
    }
}
