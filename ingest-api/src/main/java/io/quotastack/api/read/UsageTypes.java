package io.quotastack.api.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/** The field types of what was used, is held for or asked about (CONTRACT 5 to 7). */
public final class UsageTypes {

    public static final String METRIC = "billable_metric_key";
    public static final String LINES = "lines";

    public static final FieldType<Long> UNITS = FieldTypes.integer(0, UsageEvent.MAX_UNITS);

    private static final UsageLine UNREAD = new UsageLine("", 0, Map.of());

    private UsageTypes() {}

    /**
     * Lines that are charged or held together.
     *
     * @param metricKeys what may stand as a metric's key
     */
    public static FieldType<UsageLines> lines(FieldType<String> metricKeys) {
        FieldType<List<UsageLine>> list = FieldTypes.list(FieldTypes.object(UNREAD,
                line -> new UsageLine(line.required(METRIC, metricKeys), line.required("units", UNITS),
                        line.optional("metadata", FieldTypes.METADATA).orElse(Map.of()))),
                1, UsageLines.MOST_LINES);
        return new FieldType<>(UsageLines.itemized(List.of(UNREAD)), (value, path) -> list.read(value, path)
                .flatMap(lines -> together(lines, path)));
    }

    private static Optional<UsageLines> together(List<UsageLine> lines, FieldPath path) {
        List<FieldFault> faults = UsageLines.faults(lines);
        faults.forEach(fault -> new FieldPath(path.errors(), path.in(), path.name() + fault.name())
                .fault(fault.detail()));
        return faults.isEmpty() ? Optional.of(UsageLines.itemized(lines)) : Optional.empty();
    }
}
