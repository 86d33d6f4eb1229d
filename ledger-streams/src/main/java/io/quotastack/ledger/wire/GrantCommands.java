package io.quotastack.ledger.wire;

import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.internal.CreditsRecord;
import io.quotastack.internal.ExpiryRecord;
import io.quotastack.internal.GrantCreditsRecord;
import io.quotastack.internal.PurchaseRecord;
import io.quotastack.internal.RefundTopUpRecord;
import io.quotastack.internal.SoldPackageRecord;
import io.quotastack.internal.TopUpRecord;

/** Commands that make blocks, as the topic has them, and back. */
final class GrantCommands {

    private GrantCommands() {}

    static GrantCreditsRecord toAvro(Command.GrantCredits grant) {
        return new GrantCreditsRecord(grant.credits(), grant.source().text(), grant.reason().orElse(null),
                grant.priority(), CommandCodec.millis(grant.effectiveAt()), toAvro(grant.expiry()),
                grant.pricePaid().orElse(null), grant.currency().orElse(null), grant.metadata());
    }

    static Command.GrantCredits fromAvro(GrantCreditsRecord grant) {
        return new Command.GrantCredits(grant.getCredits(),
                BlockSource.valueOf(EntryCodec.constant(grant.getSource())), Optional.ofNullable(grant.getReason()),
                grant.getPriority(), CommandCodec.time(grant.getEffectiveAt()), fromAvro(grant.getExpiry()),
                Optional.ofNullable(grant.getPricePaid()), Optional.ofNullable(grant.getCurrency()),
                grant.getMetadata());
    }

    static TopUpRecord toAvro(Command.TopUp topUp) {
        return new TopUpRecord(toAvro(topUp.what()), topUp.pricePaid().orElse(null), topUp.currency().orElse(null),
                topUp.externalPaymentId().orElse(null), topUp.topupRequestId().orElse(null),
                topUp.priority().orElse(null), topUp.expiry().map(GrantCommands::toAvro).orElse(null),
                topUp.metadata());
    }

    static Command.TopUp fromAvro(TopUpRecord topUp) {
        return new Command.TopUp(sold(topUp.getWhat()), Optional.ofNullable(topUp.getPricePaid()),
                Optional.ofNullable(topUp.getCurrency()), Optional.ofNullable(topUp.getExternalPaymentId()),
                Optional.ofNullable(topUp.getTopupRequestId()), Optional.ofNullable(topUp.getPriority()),
                Optional.ofNullable(topUp.getExpiry()).map(GrantCommands::fromAvro), topUp.getMetadata());
    }

    private static Object toAvro(TopUpOf what) {
        return switch (what) {
            case TopUpOf.Credits(long amount) -> new CreditsRecord(amount);
            case TopUpOf.SoldPackage(String packageId) -> new SoldPackageRecord(packageId);
        };
    }

    private static TopUpOf sold(Object avro) {
        return switch (avro) {
            case CreditsRecord credits -> new TopUpOf.Credits(credits.getAmount());
            case SoldPackageRecord sold -> new TopUpOf.SoldPackage(sold.getPackageId());
            default -> throw new IllegalArgumentException("nothing that is sold: " + avro.getClass().getName());
        };
    }

    static RefundTopUpRecord toAvro(Command.RefundTopUp refund) {
        return switch (refund.what()) {
            case SoldAs.Payment(String id) -> new RefundTopUpRecord(id, null, refund.credits().orElse(null),
                    refund.reason(), refund.clawBack());
            case SoldAs.Block(long ordinal) -> new RefundTopUpRecord(null, ordinal, refund.credits().orElse(null),
                    refund.reason(), refund.clawBack());
        };
    }

    static Command.RefundTopUp fromAvro(RefundTopUpRecord refund) {
        SoldAs what = Optional.ofNullable(refund.getExternalPaymentId()).<SoldAs>map(SoldAs.Payment::new)
                .orElseGet(() -> new SoldAs.Block(Optional.ofNullable(refund.getBlock()).orElseThrow(
                        () -> new IllegalArgumentException("a refund of neither a payment nor a block"))));
        return new Command.RefundTopUp(what, Optional.ofNullable(refund.getCredits()), refund.getReason(),
                refund.getClawBack());
    }

    static PurchaseRecord toAvro(Command.Purchase purchase) {
        return new PurchaseRecord(purchase.price(), purchase.reason().orElse(null), toAvro(purchase.grant()));
    }

    static Command.Purchase fromAvro(PurchaseRecord purchase) {
        return new Command.Purchase(purchase.getPrice(), Optional.ofNullable(purchase.getReason()),
                fromAvro(purchase.getGrant()));
    }

    private static ExpiryRecord toAvro(Expiry expiry) {
        OptionalLong seconds = expiry.afterSeconds();
        return new ExpiryRecord(CommandCodec.millis(expiry.at()),
                seconds.isPresent() ? seconds.getAsLong() : null);
    }

    private static Expiry fromAvro(ExpiryRecord expiry) {
        Long seconds = expiry.getAfterSeconds();
        return new Expiry(CommandCodec.time(expiry.getAt()),
                seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds));
    }
}
