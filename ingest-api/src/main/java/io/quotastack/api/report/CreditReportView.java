package io.quotastack.api.report;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.report.CreditFigure;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.core.report.CreditReport;
import io.quotastack.core.report.CreditSums;

/** A report on credits as answered: credits in millicredits, money in the currency's smallest unit. */
record CreditReportView(String granularity, List<BucketView> data) {

    private static final String OVERAGE = "overage";

    record BucketView(
            Instant bucketStart,
            Instant bucketEnd,
            boolean closed,
            CreditsView total,
            List<LineView> credits,
            List<CurrencyView> money) {}

    record CreditsView(
            BigInteger opening,
            BigInteger granted,
            BigInteger refunded,
            BigInteger rolledIn,
            BigInteger transferredIn,
            BigInteger burned,
            BigInteger expired,
            BigInteger voided,
            BigInteger rolledOut,
            BigInteger transferredOut,
            BigInteger repaid,
            BigInteger clawedBack,
            BigInteger closing) {

        static CreditsView of(CreditReport.Line line) {
            return of(line.opening(), line.moved());
        }

        static CreditsView of(BigInteger opening, CreditSums moved) {
            return new CreditsView(opening, moved.get(CreditFigure.GRANTED), moved.get(CreditFigure.REFUNDED),
                    moved.get(CreditFigure.ROLLED_IN), moved.get(CreditFigure.TRANSFERRED_IN),
                    moved.get(CreditFigure.BURNED), moved.get(CreditFigure.EXPIRED), moved.get(CreditFigure.VOIDED),
                    moved.get(CreditFigure.ROLLED_OUT), moved.get(CreditFigure.TRANSFERRED_OUT),
                    moved.get(CreditFigure.REPAID), moved.get(CreditFigure.CLAWED_BACK),
                    opening.add(moved.outstanding()));
        }

        List<BigInteger> figures() {
            return List.of(opening, granted, refunded, rolledIn, transferredIn, burned, expired, voided, rolledOut,
                    transferredOut, repaid, clawedBack, closing);
        }
    }

    record MoneyView(
            BigInteger opening,
            BigInteger added,
            BigInteger transferredIn,
            BigInteger recognizedBurn,
            BigInteger recognizedBreakage,
            BigInteger takenBack,
            BigInteger transferredOut,
            BigInteger reversed,
            BigInteger closing) {

        static MoneyView of(CreditReport.Line line) {
            return of(line.deferredOpening(), line.moved());
        }

        static MoneyView of(BigInteger opening, CreditSums moved) {
            return new MoneyView(opening, moved.get(CreditFigure.MONEY_ADDED),
                    moved.get(CreditFigure.MONEY_TRANSFERRED_IN),
                    moved.get(CreditFigure.MONEY_RECOGNIZED_BURN), moved.get(CreditFigure.MONEY_RECOGNIZED_BREAKAGE),
                    moved.get(CreditFigure.MONEY_TAKEN_BACK), moved.get(CreditFigure.MONEY_TRANSFERRED_OUT),
                    moved.get(CreditFigure.MONEY_REVERSED),
                    opening.add(moved.deferred()));
        }

        List<BigInteger> figures() {
            return List.of(opening, added, transferredIn, recognizedBurn, recognizedBreakage, takenBack, transferredOut,
                    reversed, closing);
        }
    }

    /**
     * Credits of one source, free or paid in one currency.
     *
     * @param currency null for free ones
     * @param money null for free ones
     */
    record LineView(
            String source,
            boolean paid,
            Optional<String> currency,
            CreditsView credits,
            Optional<MoneyView> money) {

        static LineView of(CreditReport.Line line) {
            Optional<String> currency = line.group().currency();
            return new LineView(sourceOf(line.group()), currency.isPresent(), currency, CreditsView.of(line),
                    currency.map(ignored -> MoneyView.of(line)));
        }
    }

    /** The money of all sources in one currency. */
    record CurrencyView(String currency, MoneyView money) {}

    static CreditReportView of(CreditReport report) {
        return new CreditReportView(report.time().step().text(),
                report.buckets().stream().map(CreditReportView::bucket).toList());
    }

    private static BucketView bucket(CreditReport.Bucket bucket) {
        BigInteger opening = bucket.lines().stream().map(CreditReport.Line::opening).reduce(BigInteger.ZERO,
                BigInteger::add);
        CreditSums moved = bucket.lines().stream().map(CreditReport.Line::moved).reduce(CreditSums.ZERO,
                CreditSums::plus);
        return new BucketView(start(bucket.start()), start(bucket.end()), bucket.closed(),
                CreditsView.of(opening, moved), bucket.lines().stream().map(LineView::of).toList(), money(bucket));
    }

    private static List<CurrencyView> money(CreditReport.Bucket bucket) {
        Map<String, BigInteger> openings = new TreeMap<>();
        Map<String, CreditSums> moved = new TreeMap<>();
        bucket.lines().forEach(line -> line.group().currency().ifPresent(currency -> {
            openings.merge(currency, line.deferredOpening(), BigInteger::add);
            moved.merge(currency, line.moved(), CreditSums::plus);
        }));
        return openings.entrySet().stream().map(currency -> new CurrencyView(currency.getKey(), MoneyView
                .of(currency.getValue(), moved.getOrDefault(currency.getKey(), CreditSums.ZERO)))).toList();
    }

    static String sourceOf(CreditGroup group) {
        return group.source().map(BlockSource::text).orElse(OVERAGE);
    }

    static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
