package io.quotastack.ledger.view;

import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.wallet.TransferDecider;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * A transfer as its sender's account tells it (CONTRACT 3): what became of it the receiver's tells.
 *
 * @param credits millicredits
 * @param underWay the sender has not heard of its end
 */
public record SentTransferView(
        String transferId,
        long credits,
        String reason,
        TransferView.Sender from,
        Receiver to,
        boolean underWay) {

    /** Whom it goes to. */
    public record Receiver(String customerId, String externalCustomerId) {}

    /** The transfer of an entry; nothing when the entry is of another kind. */
    public static Optional<SentTransferView> of(Customer sender, LedgerEntry entry, boolean underWay) {
        if (entry.type() != EntryType.TRANSFER_OUT) {
            return Optional.empty();
        }
        Map<String, String> metadata = entry.metadata();
        return Optional.of(new SentTransferView(metadata.getOrDefault(TransferDecider.TRANSFER_ID, ""), -entry.delta(),
                metadata.getOrDefault(TransferDecider.REASON, ""),
                new TransferView.Sender(sender.key().customerId().toString(), sender.externalId(), entry.id()),
                new Receiver(metadata.getOrDefault(TransferDecider.RECEIVER + TransferDecider.ID_OF, ""),
                        metadata.getOrDefault(TransferDecider.RECEIVER + TransferDecider.NAME_OF, "")),
                underWay));
    }
}
