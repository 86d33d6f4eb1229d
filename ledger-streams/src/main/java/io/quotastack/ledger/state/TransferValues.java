package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.account.OutgoingTransfer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.store.NumberBytes;

/** Transfers as the store has them, and back. */
final class TransferValues {

    private static final int SHARE_BYTES = 2 * Long.BYTES + 1 + Long.BYTES;

    private TransferValues() {}

    /** What was asked and taken, and behind it the command as it stood in the log. */
    static ByteBuffer bytes(OutgoingTransfer transfer) {
        byte[] command = CommandCodec.write(transfer.envelope());
        ByteBuffer row = NumberBytes
                .row(Integer.BYTES + Long.BYTES + Integer.BYTES + transfer.shares().size() * SHARE_BYTES
                        + command.length)
                .putInt(transfer.asked()).putLong(transfer.askAgainAt().toEpochMilli())
                .putInt(transfer.shares().size());
        for (OutgoingTransfer.Share share : transfer.shares()) {
            row.putLong(share.block()).putLong(share.credits()).put((byte) (share.price().isPresent() ? 1 : 0))
                    .putLong(share.price().orElse(0));
        }
        return row.put(command);
    }

    static OutgoingTransfer outgoing(CustomerKey customer, long ordinal, ByteBuffer row) {
        int asked = row.getInt();
        Instant askAgainAt = Instant.ofEpochMilli(row.getLong());
        List<OutgoingTransfer.Share> shares = new ArrayList<>();
        for (int left = row.getInt(); left > 0; left--) {
            long block = row.getLong();
            long credits = row.getLong();
            boolean priced = row.get() == 1;
            long price = row.getLong();
            shares.add(new OutgoingTransfer.Share(block, credits,
                    priced ? OptionalLong.of(price) : OptionalLong.empty()));
        }
        byte[] command = new byte[row.remaining()];
        row.get(command);
        return new OutgoingTransfer(CommandCodec.read(customer, command), shares, asked, askAgainAt);
    }

    static ByteBuffer bytes(ReceivedTransfer transfer) {
        return NumberBytes.row(1 + 2 * Long.BYTES + Integer.BYTES).put(code(transfer.end()))
                .putLong(transfer.firstSequence())
                .putLong(transfer.firstBlock()).putInt(transfer.blocks());
    }

    static ReceivedTransfer received(ByteBuffer row) {
        return new ReceivedTransfer(endOf(row.get()), row.getLong(), row.getLong(), row.getInt());
    }

    private static byte code(ReceivedTransfer.End end) {
        return switch (end) {
            case BOOKED -> 1;
            case TOO_MANY_BLOCKS -> 2;
            case TOO_MUCH_EARNED -> 3;
        };
    }

    private static ReceivedTransfer.End endOf(byte code) {
        for (ReceivedTransfer.End end : ReceivedTransfer.End.values()) {
            if (code(end) == code) {
                return end;
            }
        }
        throw new IllegalStateException("no end of a transfer: " + code);
    }
}
