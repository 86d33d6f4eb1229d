package io.quotastack.api.report;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.quotastack.schemas.json.Json;

/**
 * A report on credits as CSV (RFC 4180): a record for each bucket, source and currency. No field has anything that has to be
 * quoted; what free credits have not is empty.
 */
final class CreditReportCsv {

    static final String TYPE = "text/csv; charset=utf-8";

    private static final String LINE_END = "\r\n";
    private static final List<String> CREDITS = List.of("opening", "granted", "refunded", "rolled_in", "transferred_in",
            "burned",
            "expired", "voided", "rolled_out", "transferred_out", "repaid", "clawed_back", "closing");
    private static final List<String> MONEY = List.of("money_opening", "money_added", "money_transferred_in",
            "money_recognized_burn",
            "money_recognized_breakage", "money_taken_back", "money_transferred_out", "money_reversed",
            "money_closing");
    private static final String NO_MONEY = ",".repeat(MONEY.size() - 1);

    private CreditReportCsv() {}

    static byte[] of(CreditReportView report) {
        var csv = new StringBuilder("bucket_start,bucket_end,closed,source,currency,")
                .append(String.join(",", CREDITS)).append(',').append(String.join(",", MONEY)).append(LINE_END);
        for (CreditReportView.BucketView bucket : report.data()) {
            for (CreditReportView.LineView line : bucket.credits()) {
                csv.append(Json.time(bucket.bucketStart())).append(',').append(Json.time(bucket.bucketEnd()))
                        .append(',').append(bucket.closed()).append(',').append(line.source()).append(',')
                        .append(line.currency().orElse("")).append(',').append(joined(line.credits().figures()))
                        .append(',').append(line.money().map(money -> joined(money.figures())).orElse(NO_MONEY))
                        .append(LINE_END);
            }
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String joined(List<BigInteger> figures) {
        return figures.stream().map(BigInteger::toString).collect(Collectors.joining(","));
    }
}
