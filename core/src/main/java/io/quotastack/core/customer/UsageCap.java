package io.quotastack.core.customer;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * At most so much usage of one metric in a window, whatever the balance (CONTRACT 8).
 *
 * @param most units, or millicredits of what they cost; at least 0
 */
public record UsageCap(String metricKey, Measure measure, long most, Per per) {

    /** What of the usage is measured. */
    public enum Measure {
        UNITS,
        CREDITS;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The window of a cap, by {@code occurred_at}: in UTC, or of the subscription. */
    public enum Per {
        DAY,
        MONTH,
        /** The running period of the customer's subscription; without one, the month. */
        PERIOD;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As the tenant wrote it, by the names of its fields. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("billable_metric_key", metricKey);
        members.put(measure.text(), most);
        members.put("per", per.text());
        return members;
    }
}
