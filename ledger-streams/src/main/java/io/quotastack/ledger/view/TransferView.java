package io.quotastack.ledger.view;

import java.util.List;

import io.quotastack.core.command.Command.TransferCredits;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;

/**
 * The answer to a transfer that its receiver took (CONTRACT 3).
 *
 * @param credits millicredits
 * @param from with the entry that took them
 * @param to with the entries that booked them, one for each block that they made
 */
public record TransferView(String transferId, long credits, String reason, Sender from, Receiver to) {

    /** Who had the credits. */
    public record Sender(String customerId, String externalCustomerId, String ledgerEntryId) {}

    /** Who has them. */
    public record Receiver(
            String customerId,
            String externalCustomerId,
            List<String> ledgerEntryIds,
            List<String> blockIds) {}

    /**
     * Of a transfer that its receiver took.
     *
     * @param externalId the sender's
     */
    public static TransferView of(CustomerKey sender, String externalId, Outcome.Transferred transferred) {
        var command = (TransferCredits) transferred.transfer().envelope().command();
        CustomerRef to = command.receiver();
        return new TransferView(
                new ResourceId(ResourceId.Kind.TRANSFER, sender.customerId(), transferred.ordinal()).toString(),
                command.credits(), command.reason(),
                new Sender(sender.customerId().toString(), externalId,
                        LedgerEntry.idOf(sender, transferred.ordinal())),
                new Receiver(to.key().customerId().toString(), to.externalId().orElseThrow(),
                        ReceivedTransferView.entryIds(to.key(), transferred.received()),
                        ReceivedTransferView.blockIds(to.key(), transferred.received())));
    }
}
