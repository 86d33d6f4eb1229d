package io.quotastack.ledger.history.store;

import io.quotastack.core.credit.BlockSource;

/** How the sources of blocks stand in rows and keys. */
final class SourceLetters {

    private SourceLetters() {}

    static char of(BlockSource source) {
        return switch (source) {
            case TOPUP -> 't';
            case PROMOTIONAL -> 'f';
            case PLAN -> 'p';
            case ROLLOVER -> 'r';
            case PURCHASE -> 'b';
            case ADJUSTMENT -> 'a';
            case MANUAL -> 'm';
        };
    }

    static BlockSource of(byte letter) {
        for (BlockSource source : BlockSource.values()) {
            if (of(source) == letter) {
                return source;
            }
        }
        throw new IllegalStateException("no source of a block: " + letter);
    }
}
