package io.quotastack.ledger.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.internal.OtherCustomerRecord;
import io.quotastack.internal.ReceiveTransferRecord;
import io.quotastack.internal.SettleTransferRecord;
import io.quotastack.internal.TransferCreditsRecord;
import io.quotastack.internal.TransferShareRecord;

/** Credits between customers, as the topic has them, and back. Both customers are of one environment, that of the key. */
final class TransferCommands {

    private TransferCommands() {}

    static TransferCreditsRecord toAvro(Command.TransferCredits transfer) {
        return new TransferCreditsRecord(toAvro(transfer.receiver()), transfer.credits(), transfer.reason());
    }

    static Command.TransferCredits fromAvro(TenantEnvironment of, TransferCreditsRecord transfer) {
        return new Command.TransferCredits(fromAvro(of, transfer.getReceiver()), transfer.getCredits(),
                transfer.getReason());
    }

    static ReceiveTransferRecord toAvro(Command.ReceiveTransfer transfer) {
        return new ReceiveTransferRecord(transfer.transferId(), toAvro(transfer.sender()),
                transfer.shares().stream().map(TransferCommands::toAvro).toList(), transfer.reason());
    }

    static Command.ReceiveTransfer fromAvro(TenantEnvironment of, ReceiveTransferRecord transfer) {
        return new Command.ReceiveTransfer(transfer.getTransferId(), fromAvro(of, transfer.getSender()),
                transfer.getShares().stream().map(TransferCommands::fromAvro).toList(), transfer.getReason());
    }

    static SettleTransferRecord toAvro(Command.SettleTransfer settle) {
        ReceivedTransfer received = settle.received();
        return new SettleTransferRecord(settle.transfer(), received.end().name(), received.firstSequence(),
                received.firstBlock(), received.blocks());
    }

    static Command.SettleTransfer fromAvro(SettleTransferRecord settle) {
        return new Command.SettleTransfer(settle.getTransfer(), new ReceivedTransfer(
                ReceivedTransfer.End.valueOf(settle.getEnd()), settle.getFirstSequence(), settle.getFirstBlock(),
                settle.getBlocks()));
    }

    private static OtherCustomerRecord toAvro(CustomerRef customer) {
        return new OtherCustomerRecord(customer.key().customerId().toString(), customer.externalId().orElse(null));
    }

    private static CustomerRef fromAvro(TenantEnvironment of, OtherCustomerRecord customer) {
        return new CustomerRef(new CustomerKey(of, UUID.fromString(customer.getCustomerId())),
                Optional.ofNullable(customer.getExternalCustomerId()));
    }

    private static TransferShareRecord toAvro(TransferShare share) {
        return new TransferShareRecord(share.credits(), share.source().text(), share.priority(),
                CommandCodec.millis(share.expiresAt()), share.pricePaid().orElse(null), share.currency().orElse(null));
    }

    private static TransferShare fromAvro(TransferShareRecord share) {
        Optional<Instant> expiresAt = CommandCodec.time(share.getExpiresAt());
        return new TransferShare(share.getCredits(), BlockSource.valueOf(EntryCodec.constant(share.getSource())),
                share.getPriority(), expiresAt, Optional.ofNullable(share.getPricePaid()),
                Optional.ofNullable(share.getCurrency()));
    }
}
