package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;

import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.internal.ChargedUsageRecord;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.store.NumberBytes;

/** Usage events as the store has them, and back. */
final class UsageValues {

    private UsageValues() {}

    static ChargedUsageRecord toAvro(ChargedUsage usage) {
        return new ChargedUsageRecord(ByteBuffer.wrap(HexFormat.of().parseHex(usage.contentHash())),
                usage.sequence(), usage.voided(), usage.keyed());
    }

    static ChargedUsage chargedUsage(ChargedUsageRecord row) {
        return new ChargedUsage(HexFormat.of().formatHex(row.getContentHash().array()), row.getSequence(),
                row.getVoided(), row.getKeyed());
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
