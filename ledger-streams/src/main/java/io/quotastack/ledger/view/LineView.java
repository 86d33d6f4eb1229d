package io.quotastack.ledger.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;

import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * A line of usage, as answered (CONTRACT 5).
 *
 * @param ruleId null, with {@code cost}, while it was not priced
 * @param cost millicredits
 */
public record LineView(
        String billableMetricKey,
        Optional<String> ruleId,
        long units,
        Optional<Long> cost,
        Map<String, String> metadata) implements SelfWritten {

    private static final MemberNames NAMES = MemberNames.of(LineView.class);

    /** None where the usage was given as units of one metric. */
    static List<LineView> of(PricedUsage usage) {
        return usage.itemized() ? usage.lines().stream().map(LineView::of).toList() : List.of();
    }

    /** Of what was not priced; none where it was given as units of one metric. */
    static List<LineView> of(UsageLines usage) {
        return usage.itemized() ? usage.all().stream().map(LineView::of).toList() : List.of();
    }

    private static LineView of(PricedLine line) {
        return new LineView(line.metricKey(), Optional.of(line.ruleId()), line.units(), Optional.of(line.cost()),
                line.metadata());
    }

    private static LineView of(UsageLine line) {
        return new LineView(line.metricKey(), Optional.empty(), line.units(), Optional.empty(), line.metadata());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        MemberWriter.begin(json, NAMES).text(billableMetricKey).optionalText(ruleId).number(units)
                .optionalNumber(cost).texts(metadata).end();
    }
}
