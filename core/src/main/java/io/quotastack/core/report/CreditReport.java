package io.quotastack.core.report;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of credits in some time: of each bucket what was there before it, what moved, and what is there after it. */
public record CreditReport(ReportTime time, List<Bucket> buckets) {

    /**
     * A day or a month.
     *
     * @param start its first day
     * @param end the first day after it
     * @param closed whether nothing of it changes any more
     */
    public record Bucket(LocalDate start, LocalDate end, boolean closed, List<Line> lines) {}

    /**
     * What became of one group of credits in a bucket.
     *
     * @param opening what was outstanding before, millicredits
     * @param deferredOpening what of the money was not earned yet, in the currency's smallest unit
     */
    public record Line(CreditGroup group, BigInteger opening, BigInteger deferredOpening, CreditSums moved) {

        public BigInteger closing() {
            return opening.add(moved.outstanding());
        }

        public BigInteger deferredClosing() {
            return deferredOpening.add(moved.deferred());
        }

        private boolean isEmpty() {
            return opening.signum() == 0 && deferredOpening.signum() == 0 && moved.isZero();
        }
    }

    public CreditReport {
        buckets = List.copyOf(buckets);
    }

    /** Whether it has more lines than an answer takes, as far as that shows before they are made. */
    public static boolean isTooLarge(CreditReportPart whole, ReportTime time) {
        return whole.tooLarge() || groups(whole).size() * time.size() > CreditReportPart.MOST_SUMS;
    }

    /** The report of all places together. */
    public static CreditReport of(CreditReportPart whole, ReportTime time) {
        Map<CreditGroup, CreditSums> before = new TreeMap<>(whole.before());
        TreeSet<CreditGroup> groups = groups(whole);
        List<Bucket> buckets = new ArrayList<>();
        for (LocalDate start : time.buckets()) {
            Map<CreditGroup, CreditSums> moved = whole.buckets().getOrDefault(start, Map.of());
            List<Line> lines = groups.stream().map(group -> {
                CreditSums earlier = before.getOrDefault(group, CreditSums.ZERO);
                return new Line(group, earlier.outstanding(), earlier.deferred(),
                        moved.getOrDefault(group, CreditSums.ZERO));
            }).filter(line -> !line.isEmpty()).toList();
            LocalDate end = time.endOf(start);
            boolean closed = !end.atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(whole.settledUntil());
            buckets.add(new Bucket(start, end, closed, lines));
            moved.forEach((group, sums) -> before.merge(group, sums, CreditSums::plus));
        }
        return new CreditReport(time, buckets);
    }

    private static TreeSet<CreditGroup> groups(CreditReportPart whole) {
        var groups = new TreeSet<>(whole.before().keySet());
        whole.buckets().values().forEach(sums -> groups.addAll(sums.keySet()));
        return groups;
    }
}
