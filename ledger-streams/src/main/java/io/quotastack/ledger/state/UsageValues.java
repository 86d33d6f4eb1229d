package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;

import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.store.NumberBytes;

/** Usage events as the store has them, and back. */
final class UsageValues {

    private static final HexFormat HEX = HexFormat.of();
    private static final int VOIDED = 1;
    private static final int KEYED = 2;

    private UsageValues() {}

    /** By hand, since each charged event leaves one for ever: the hash of its content, the sequence, and two marks. */
    static ByteBuffer bytes(ChargedUsage usage) {
        return NumberBytes.row(UsageContent.HASH_BYTES + Long.BYTES + 1).put(HEX.parseHex(usage.contentHash()))
                .putLong(usage.sequence()).put((byte) ((usage.voided() ? VOIDED : 0) | (usage.keyed() ? KEYED : 0)));
    }

    static ChargedUsage chargedUsage(ByteBuffer row) {
        byte[] hash = new byte[UsageContent.HASH_BYTES];
        row.get(hash);
        long sequence = row.getLong();
        byte marks = row.get();
        return new ChargedUsage(HEX.formatHex(hash), sequence, (marks & VOIDED) != 0, (marks & KEYED) != 0);
    }

    /** The command as it stood in the log, behind the time of its record. */
    static ByteBuffer bytes(WaitingUsage usage) {
        byte[] command = CommandCodec.write(usage.envelope());
        return NumberBytes.row(Long.BYTES + command.length).putLong(usage.recordedAt().toEpochMilli()).put(command);
    }

    static WaitingUsage waitingUsage(CustomerKey customer, long ordinal, ByteBuffer row) {
        Instant recordedAt = Instant.ofEpochMilli(row.getLong());
        byte[] command = new byte[row.remaining()];
        row.get(command);
        return new WaitingUsage(ordinal, CommandCodec.read(customer, command),
                recordedAt);
    }
}
