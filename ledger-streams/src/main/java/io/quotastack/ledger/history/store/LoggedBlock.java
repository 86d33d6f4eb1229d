package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.report.BlockMoney;
import io.quotastack.core.report.CreditMovements;
import io.quotastack.platform.store.NumberBytes;

/**
 * A block as the entries so far have it.
 *
 * @param madeBySequence of the entry that made the block and has its terms
 * @param leftSince sequence of the entry since which it has something left; 0 while it has nothing
 * @param level what is left in it now
 * @param money what reports know of it
 */
public record LoggedBlock(long madeBySequence, long leftSince, BlockLevel level, BlockMoney money) {

    private static final int BYTES = 2 * Long.BYTES + BlockLevel.BYTES + 1 + 3 * Long.BYTES;

    static LoggedBlock madeBy(long sequence, BlockTerms terms) {
        return new LoggedBlock(sequence, 0, BlockLevel.EMPTY, BlockMoney.of(terms));
    }

    /** The same block after an entry. */
    LoggedBlock after(long sequence, BlockLevel changed) {
        long since = changed.remaining() == 0 ? 0 : leftSince == 0 ? sequence : leftSince;
        return new LoggedBlock(madeBySequence, since, changed, money);
    }

    LoggedBlock with(BlockMoney changed) {
        return new LoggedBlock(madeBySequence, leftSince, level, changed);
    }

    /** As movements of credits see it: the credits of a scheduled block are in it, but in no balance. */
    CreditMovements.ReportedBlock reported() {
        boolean scheduled = level.stage() == BlockLevel.Stage.SCHEDULED;
        return new CreditMovements.ReportedBlock(money, scheduled ? 0 : level.remaining(), scheduled);
    }

    ByteBuffer row() {
        byte[] currency = money.currency().orElse("").getBytes(StandardCharsets.UTF_8);
        return level.put(NumberBytes.row(BYTES + currency.length).putLong(madeBySequence).putLong(leftSince))
                .put((byte) SourceLetters.of(money.source())).putLong(money.originalAmount()).putLong(money.pricePaid())
                .putLong(money.clawedBack()).put(currency);
    }

    static LoggedBlock of(ByteBuffer row) {
        return new LoggedBlock(row.getLong(), row.getLong(), BlockLevel.of(row), money(row));
    }

    private static BlockMoney money(ByteBuffer row) {
        BlockSource source = SourceLetters.of(row.get());
        long originalAmount = row.getLong();
        long pricePaid = row.getLong();
        long clawedBack = row.getLong();
        byte[] currency = new byte[row.remaining()];
        row.get(currency);
        return new BlockMoney(source, originalAmount, pricePaid,
                currency.length == 0
                        ? Optional.empty()
                        : Optional.of(new String(currency, StandardCharsets.UTF_8)),
                clawedBack);
    }
}
