package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.transfer.ReceivedTransfer;

/**
 * What a receiver made of a transfer (CONTRACT 3).
 *
 * @param taken false before it was asked, too
 * @param ledgerEntryIds of the entries that booked it, one for each block that they made; none when it was not taken
 */
public record ReceivedTransferView(boolean taken, List<String> ledgerEntryIds, List<String> blockIds) {

    public static ReceivedTransferView of(CustomerKey receiver, Optional<ReceivedTransfer> received) {
        return new ReceivedTransferView(
                received.filter(transfer -> transfer.end() == ReceivedTransfer.End.BOOKED).isPresent(),
                received.map(transfer -> entryIds(receiver, transfer)).orElse(List.of()),
                received.map(transfer -> blockIds(receiver, transfer)).orElse(List.of()));
    }

    static List<String> entryIds(CustomerKey receiver, ReceivedTransfer transfer) {
        return LongStream.range(0, transfer.blocks())
                .mapToObj(i -> LedgerEntry.idOf(receiver, transfer.firstSequence() + i)).toList();
    }

    static List<String> blockIds(CustomerKey receiver, ReceivedTransfer transfer) {
        return LongStream.range(0, transfer.blocks())
                .mapToObj(i -> BlockView.idOf(receiver, transfer.firstBlock() + i)).toList();
    }
}
