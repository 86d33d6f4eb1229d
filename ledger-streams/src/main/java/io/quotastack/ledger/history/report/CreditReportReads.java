package io.quotastack.ledger.history.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;

import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.report.CreditSums;
import io.quotastack.core.report.ReportTime;
import io.quotastack.ledger.history.store.CreditRows;
import io.quotastack.ledger.history.store.CreditRows.Owner;
import io.quotastack.ledger.history.store.CreditRows.Span;
import io.quotastack.ledger.history.store.HistoryStore;
import io.quotastack.ledger.history.store.OwnedStores;

/** What became of credits (CONTRACT 15), by the time that entries occurred at. */
public final class CreditReportReads {

    /** So many rows are read of a partition: of ten kinds of credits those of a generation's months, and of 400 days. */
    private static final int MOST_ROWS = 50_000;

    private final OwnedStores history;

    public CreditReportReads(OwnedStores history) {
        this.history = history;
    }

    /** What the partitions have of the report; nothing of it counts as settled yet. */
    public CreditReportPart report(Owner owner, ReportTime time, Set<Integer> partitions) {
        return report(owner, time, partitions, MOST_ROWS);
    }

    public CreditReportPart report(Owner owner, ReportTime time, Set<Integer> partitions, int mostRows) {
        var part = new CreditReportPart(Instant.MIN, false, Map.of(), new TreeMap<>());
        for (HistoryStore store : history.of(partitions)) {
            var sums = new Sums(owner, mostRows);
            sums.read(store, time);
            if (sums.left < 0) {
                return CreditReportPart.ofTooMuch();
            }
            part = CreditReportPart.merge(
                    List.of(part, new CreditReportPart(Instant.MIN, false, sums.before, sums.buckets)));
        }
        return part;
    }

    private static final class Sums {

        private final Owner owner;
        private final Map<CreditGroup, CreditSums> before = new TreeMap<>();
        private final NavigableMap<LocalDate, Map<CreditGroup, CreditSums>> buckets = new TreeMap<>();
        /** How many more rows may be read; below 0 when there were more. */
        private int left;

        Sums(Owner owner, int mostRows) {
            this.owner = owner;
            this.left = mostRows;
        }

        void read(HistoryStore store, ReportTime time) {
            LocalDate firstOfMonth = time.from().withDayOfMonth(1);
            CreditRows.visit(store, owner, Span.MONTH, Long.MIN_VALUE, ReportTime.monthOf(firstOfMonth),
                    (month, group, sums) -> add(before, group, sums));
            CreditRows.visit(store, owner, Span.DAY, firstOfMonth.toEpochDay(), time.from().toEpochDay(),
                    (day, group, sums) -> add(before, group, sums));
            switch (time.step()) {
                case DAY -> readBuckets(store, Span.DAY, time.from().toEpochDay(), time.to().toEpochDay(),
                        LocalDate::ofEpochDay);
                case MONTH -> readBuckets(store, Span.MONTH, ReportTime.monthOf(time.from()),
                        ReportTime.monthOf(time.to()), ReportTime::startOfMonth);
            }
        }

        private void readBuckets(HistoryStore store, Span span, long from, long to, LongFunction<LocalDate> start) {
            CreditRows.visit(store, owner, span, from, to, (number, group, sums) -> add(
                    buckets.computeIfAbsent(start.apply(number), ignored -> new TreeMap<>()), group, sums));
        }

        private boolean add(Map<CreditGroup, CreditSums> to, CreditGroup group, CreditSums sums) {
            to.merge(group, sums, CreditSums::plus);
            return --left >= 0;
        }
    }
}
