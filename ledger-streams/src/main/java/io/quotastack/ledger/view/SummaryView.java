package io.quotastack.ledger.view;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** Usage by time as answered (CONTRACT 5). */
public record SummaryView(List<Bucket> data) {

    /**
     * What was charged for events of one hour, day or month in UTC, less what was voided.
     *
     * @param cost millicredits
     * @param events charges not voided
     */
    public record Bucket(Instant bucketStart, BigInteger units, BigInteger cost, long events) {}
}
