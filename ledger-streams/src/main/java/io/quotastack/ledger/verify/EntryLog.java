package io.quotastack.ledger.verify;

import java.util.Optional;
import java.util.function.Function;

import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.EntryApplier;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.ledger.state.Shard;

/**
 * The log of entries, held against those that are made again: it has them in the order in which they were decided. Those of
 * customers whose commands are not decided again are folded, as far as the state has them.
 */
final class EntryLog {

    private final int partition;
    private final LogCursor cursor;
    private final Function<byte[], LedgerEntry> reader;
    private final Coverage coverage;
    private final Shard image;
    private final Shard fresh;
    private final Counts counts;
    private boolean ended;

    EntryLog(int partition, LogCursor cursor, Function<byte[], LedgerEntry> reader, Coverage coverage, Shard image,
            Shard fresh, Counts counts) {
        this.partition = partition;
        this.cursor = cursor;
        this.reader = reader;
        this.coverage = coverage;
        this.image = image;
        this.fresh = fresh;
        this.counts = counts;
    }

    /** The next entry of the log that was to be decided again, or what is wrong with one before it. */
    private record Step(Optional<LedgerEntry> entry, Optional<Difference> difference) {
        static final Step END = new Step(Optional.empty(), Optional.empty());

        static Step at(LedgerEntry entry) {
            return new Step(Optional.of(entry), Optional.empty());
        }

        static Step wrong(Difference difference) {
            return new Step(Optional.empty(), Optional.of(difference));
        }
    }

    /**
     * The next entry of the log must be this one.
     *
     * @param mayBeLater whether the log may end before it
     */
    Optional<Difference> expect(LedgerEntry decided, boolean mayBeLater) {
        Step next = next();
        if (next.difference().isPresent()) {
            return next.difference();
        }
        if (next.entry().isEmpty()) {
            return mayBeLater
                    ? Optional.empty()
                    : Optional.of(difference(decided, decided.toString(), "no entry: the log of entries ends"));
        }
        LedgerEntry found = next.entry().get();
        counts.entriesDecided++;
        if (found.equals(decided)) {
            return wrongHash(found);
        }
        LedgerEntry named = found.customer().equals(decided.customer()) ? decided : found;
        return Optional.of(difference(named, decided.toString(), found.toString()));
    }

    /** Nothing is left in the log but entries that are folded. */
    Optional<Difference> expectEnd() {
        Step next = next();
        return next.difference().or(() -> next.entry()
                .map(found -> difference(found, "no entry: no command of the log makes it", found.toString())));
    }

    private Step next() {
        while (!ended) {
            Optional<LogRecord> record = cursor.next();
            if (record.isEmpty()) {
                ended = true;
                return Step.END;
            }
            LedgerEntry entry;
            try {
                entry = reader.apply(record.get().value().orElseGet(() -> new byte[0]));
            } catch (SerializationException | AvroRuntimeException | IllegalArgumentException e) {
                return Step.wrong(new Difference(partition, "the record at offset " + record.get().offset()
                        + " of the log of ledger entries", "a ledger entry", "it cannot be read: " + e.getMessage()));
            }
            if (coverage.isDecided(entry.customer())) {
                return Step.at(entry);
            }
            Optional<Difference> wrong = fold(entry);
            if (wrong.isPresent()) {
                return Step.wrong(wrong.get());
            }
        }
        return Step.END;
    }

    private Optional<Difference> fold(LedgerEntry entry) {
        CustomerKey customer = entry.customer();
        if (entry.sequence() > image.deciding(customer).account().map(Account::version).orElse(0L)) {
            return Optional.empty(); // later than the state
        }
        counts.entriesFolded++;
        var draft = new AccountDraft(fresh.deciding(customer));
        Account before = draft.figures();
        if (entry.sequence() != before.version() + 1 || !entry.previousHash().equals(before.ledgerHash())) {
            return Optional.of(difference(entry,
                    "sequence " + (before.version() + 1) + " after the hash " + before.ledgerHash(),
                    entry.toString()));
        }
        Optional<Difference> wrong = wrongHash(entry);
        if (wrong.isPresent()) {
            return wrong;
        }
        try {
            new EntryApplier(draft).apply(entry);
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException e) {
            return Optional.of(difference(entry, "an entry that fits the ones before: " + e.getMessage(),
                    entry.toString()));
        }
        fresh.write(customer, rows -> rows.write(draft.changes()));
        return Optional.empty();
    }

    private Optional<Difference> wrongHash(LedgerEntry entry) {
        String hash = EntryHash.of(entry);
        return hash.equals(entry.hash())
                ? Optional.empty()
                : Optional.of(difference(entry, "the hash " + hash, entry.toString()));
    }

    private Difference difference(LedgerEntry named, String expected, String found) {
        return new Difference(partition, "ledger entry " + named.sequence() + " of "
                + Names.of(named.customer(), image, fresh), expected, found);
    }
}
