package io.quotastack.ledger.history.store;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditFigure;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditSums;
import io.quotastack.core.report.ReportTime;
import io.quotastack.platform.store.NumberBytes;

/**
 * Sums of credits by day and by month, of each customer and of each environment: a report of a time reads the rows of its
 * days or months, and for what was before them those of the months and of the days of its first month. A row for each
 * group of credits, so that no row grows with the number of currencies.
 */
public final class CreditRows {

    private static final CreditFigure[] FIGURES = CreditFigure.values();

    private final ChangingRows<Key, CreditSums> sums;

    /** Whose sums: a customer's, or with none those of the environment in this partition. */
    public record Owner(TenantEnvironment tenantEnvironment, Optional<CustomerKey> customer) {

        public static Owner of(CustomerKey customer) {
            return new Owner(customer.tenantEnvironment(), Optional.of(customer));
        }

        public static Owner of(TenantEnvironment tenantEnvironment) {
            return new Owner(tenantEnvironment, Optional.empty());
        }

        /** Written out, as that of {@link CustomerKey} is. */
        @Override
        public int hashCode() {
            return customer.isPresent() ? customer.get().hashCode() : tenantEnvironment.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Owner owner && customer.equals(owner.customer)
                    && tenantEnvironment.equals(owner.tenantEnvironment);
        }
    }

    /** How long the time of a row is; stands in keys by its letter. */
    public enum Span {
        DAY('d'),
        MONTH('m');

        private final char letter;

        Span(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }
    }

    private record Key(Owner owner, Span span, long number, CreditGroup group) {

        byte[] bytes() {
            return Keys.credits(owner, span, number, group);
        }

        @Override
        public int hashCode() {
            return ((owner.hashCode() * 31 + group.hashCode()) * 31 + Long.hashCode(number)) * 31 + span.letter();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && number == key.number && span == key.span && owner.equals(key.owner)
                    && group.equals(key.group);
        }
    }

    /** @param rowsKept how many rows at most stay in memory between batches */
    CreditRows(HistoryStore store, int rowsKept) {
        this.sums = new ChangingRows<>(store, HistoryRows.CREDITS, Key::bytes, rowsKept);
    }

    void add(CustomerKey customer, LocalDate day, Map<CreditGroup, CreditSums> moved) {
        moved.forEach((group, sum) -> {
            add(Owner.of(customer), day, group, sum);
            add(Owner.of(customer.tenantEnvironment()), day, group, sum);
        });
    }

    private void add(Owner owner, LocalDate day, CreditGroup group, CreditSums sum) {
        add(new Key(owner, Span.DAY, day.toEpochDay(), group), sum);
        add(new Key(owner, Span.MONTH, ReportTime.monthOf(day), group), sum);
    }

    private void add(Key at, CreditSums sum) {
        sums.put(at, sums.get(at, CreditSums.ZERO).plus(sum));
    }

    /** To be called when all of a batch was added. */
    void addTo(RowBatch batch) {
        sums.addTo(batch);
    }

    /** To be called when the batch is in the store. */
    void batchIsWritten() {
        sums.batchIsWritten();
    }

    /** What is done with the sums of a group in a day or a month, by its number; false: no more. */
    public interface Visitor {
        boolean visit(long number, CreditGroup group, CreditSums sums);
    }

    /** Shows the sums of the days or months {@code [from, to)}, by their number. */
    public static void visit(HistoryStore store, Owner owner, Span span, long from, long to, Visitor visitor) {
        if (from < to) {
            store.ascending(Keys.credits(owner, span, from), Keys.credits(owner, span, to),
                    (key, value) -> visitor.visit(Keys.creditsNumber(owner, key), Keys.creditsGroup(owner, key),
                            HistoryRows.read(HistoryRows.CREDITS, key, value)));
        }
    }

    /** Figure, length and bytes of each sum that is not 0. */
    static ByteBuffer row(CreditSums sums) {
        byte[][] numbers = new byte[FIGURES.length][];
        int length = 0;
        for (CreditFigure figure : FIGURES) {
            if (sums.get(figure).signum() != 0) {
                byte[] number = sums.get(figure).toByteArray();
                numbers[figure.place()] = number;
                length += 2 + number.length;
            }
        }
        ByteBuffer row = NumberBytes.row(length);
        for (int figure = 0; figure < numbers.length; figure++) {
            if (numbers[figure] != null) {
                row.put((byte) figure).put((byte) numbers[figure].length).put(numbers[figure]);
            }
        }
        return row;
    }

    static CreditSums of(ByteBuffer row) {
        CreditSums sums = CreditSums.ZERO;
        while (row.hasRemaining()) {
            CreditFigure figure = CreditFigure.at(row.get());
            byte[] number = new byte[row.get()];
            row.get(number);
            sums = sums.plus(figure, new BigInteger(number));
        }
        return sums;
    }
}
