package io.quotastack.ledger.verify;

import java.util.Locale;

/** How much was verified. */
public final class Counts {

    long commandsDecided;
    long commandsPassed;
    long deadLetters;
    long entriesDecided;
    long entriesFolded;
    long customersDecided;
    long customersFolded;
    long rowsDecided;
    long rowsFolded;

    Counts() {}

    /** Commands that were decided again. */
    public long commandsDecided() {
        return commandsDecided;
    }

    /** Commands that could not be decided again. */
    public long commandsPassed() {
        return commandsPassed;
    }

    /** Customers of whom all was decided again. */
    public long customersDecided() {
        return customersDecided;
    }

    /** Customers from before the log of commands begins, whose entries were folded. */
    public long customersFolded() {
        return customersFolded;
    }

    /** Entries that were made again, hash by hash. */
    public long entriesDecided() {
        return entriesDecided;
    }

    /** Entries of the customers who were folded. */
    public long entriesFolded() {
        return entriesFolded;
    }

    /** Rows of the state that were compared. */
    public long rows() {
        return rowsDecided + rowsFolded;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "decided again: %,d commands of %,d customers, with %,d ledger entries and %,d rows of the state;"
                        + " folded: %,d ledger entries of %,d customers, with %,d rows;"
                        + " passed over: %,d commands of the customers who were folded, %,d dead letters",
                commandsDecided, customersDecided, entriesDecided, rowsDecided, entriesFolded, customersFolded,
                rowsFolded, commandsPassed, deadLetters);
    }
}
