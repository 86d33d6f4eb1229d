package io.quotastack.core.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one place has of a report on credits, or several together.
 *
 * @param settledUntil nothing that comes later changes what was before that instant
 * @param tooLarge it has more sums than an answer takes: there are none in it
 * @param before the sums of all time before the report
 * @param buckets the sums of each bucket in which there was anything, by its first day
 */
public record CreditReportPart(
        Instant settledUntil,
        boolean tooLarge,
        Map<CreditGroup, CreditSums> before,
        NavigableMap<LocalDate, Map<CreditGroup, CreditSums>> buckets) {

    /** So many sums are in a part, of one place or of all together; with ten kinds of credits those of 400 days several times over. */
    public static final int MOST_SUMS = 20_000;

    public CreditReportPart {
        before = Collections.unmodifiableMap(new TreeMap<>(before));
        var copies = new TreeMap<LocalDate, Map<CreditGroup, CreditSums>>();
        buckets.forEach((start, sums) -> copies.put(start, Collections.unmodifiableMap(new TreeMap<>(sums))));
        buckets = Collections.unmodifiableNavigableMap(copies);
    }

    /** Of a place that has more than it can tell. */
    public static CreditReportPart ofTooMuch() {
        return new CreditReportPart(Instant.MIN, true, Map.of(), new TreeMap<>());
    }

    /** Of all places together. */
    public static CreditReportPart merge(List<CreditReportPart> parts) {
        Instant settled = parts.isEmpty() ? Instant.MIN : Instant.MAX;
        var before = new TreeMap<CreditGroup, CreditSums>();
        var buckets = new TreeMap<LocalDate, Map<CreditGroup, CreditSums>>();
        for (CreditReportPart part : parts) {
            if (part.tooLarge) {
                return ofTooMuch();
            }
            settled = settled.isBefore(part.settledUntil) ? settled : part.settledUntil;
            add(before, part.before);
            part.buckets.forEach(
                    (start, sums) -> add(buckets.computeIfAbsent(start, ignored -> new TreeMap<>()), sums));
        }
        var whole = new CreditReportPart(settled, false, before, buckets);
        return whole.sums() > MOST_SUMS ? ofTooMuch() : whole;
    }

    private static void add(Map<CreditGroup, CreditSums> to, Map<CreditGroup, CreditSums> sums) {
        sums.forEach((group, sum) -> to.merge(group, sum, CreditSums::plus));
    }

    /** How many sums are in it. */
    public long sums() {
        return before.size() + buckets.values().stream().mapToLong(Map::size).sum();
    }

    public CreditReportPart settledUntil(Instant other) {
        return new CreditReportPart(other, tooLarge, before, buckets);
    }
}
