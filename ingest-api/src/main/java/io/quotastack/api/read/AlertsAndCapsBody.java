package io.quotastack.api.read;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.UsageCap;

/** Reads the alerts and the caps of a customer or of a plan's variant (CONTRACT 8). */
public final class AlertsAndCapsBody {

    private static final int MOST = 10;
    private static final String PERCENT = "percent";
    private static final String CREDITS = "credits";
    private static final String UNITS = "units";

    private static final Pattern ID_FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}");
    private static final FieldType<String> ID = FieldTypes.string(id -> ID_FORM.matcher(id).matches()
            ? Optional.empty()
            : Optional.of("must be 1 to 64 letters, digits, _, . and -, beginning with a letter or a digit"));
    private static final FieldType<Long> SHARE = FieldTypes.integer(0, Alert.MOST_PERCENT);
    private static final FieldType<Alert.Of> OF = FieldTypes.choice(Alert.Of::text, Alert.Of.values());
    private static final FieldType<UsageCap.Per> PER = FieldTypes.choice(UsageCap.Per::text, UsageCap.Per.values());

    private static final Alert UNREAD_ALERT = Alert.ofBalance("", 0);
    private static final UsageCap UNREAD_CAP = new UsageCap("", UsageCap.Measure.UNITS, 0, UsageCap.Per.DAY);

    /** At most ten, each with an id of its own. */
    public static final FieldType<List<Alert>> ALERTS = distinct(
            FieldTypes.list(FieldTypes.object(UNREAD_ALERT, AlertsAndCapsBody::alert), 0, MOST), Alert::id, "id",
            "is the id of an alert before it");

    /** At most ten, no two of which say how much of the same. */
    public static final FieldType<List<UsageCap>> CAPS = distinct(
            FieldTypes.list(FieldTypes.object(UNREAD_CAP, AlertsAndCapsBody::cap), 0, MOST),
            cap -> List.of(cap.metricKey(), cap.measure(), cap.per()), "",
            "caps the same as one before it: the metric, what is measured, and the window");

    private AlertsAndCapsBody() {}

    private static Alert alert(Fields fields) {
        String id = fields.required("id", ID);
        Optional<Long> percent = fields.optional(PERCENT, SHARE);
        Optional<Long> credits = fields.optional(CREDITS, CreditTypes.MILLICREDITS);
        Alert.Of of = fields.required("of", OF);
        oneOf(fields, PERCENT, CREDITS);
        boolean shareOfBalance = percent.isPresent() && of == Alert.Of.BALANCE;
        if (shareOfBalance && fields.has("of") && !fields.errors().at(fields.at("of").name())) {
            fields.at(PERCENT).fault("goes with of period_grants only: a balance is no part of anything");
        }
        return shareOfBalance || percent.isPresent() == credits.isPresent()
                ? UNREAD_ALERT
                : new Alert(id, percent.map(Long::intValue), credits, of);
    }

    private static UsageCap cap(Fields fields) {
        String metricKey = fields.required("billable_metric_key", FieldTypes.METRIC_KEY);
        Optional<Long> units = fields.optional(UNITS, CreditTypes.MILLICREDITS);
        Optional<Long> credits = fields.optional(CREDITS, CreditTypes.MILLICREDITS);
        UsageCap.Per per = fields.required("per", PER);
        oneOf(fields, UNITS, CREDITS);
        return new UsageCap(metricKey, units.isPresent() ? UsageCap.Measure.UNITS : UsageCap.Measure.CREDITS,
                units.or(() -> credits).orElse(0L), per);
    }

    private static void oneOf(Fields fields, String one, String other) {
        if (fields.has(one) && fields.has(other)) {
            fields.at(other).fault("stands beside " + one + ": give one of them");
        } else if (!fields.has(one) && !fields.has(other)) {
            fields.at(one).fault("is missing: give this or " + other);
        }
    }

    /**
     * A list of elements that all differ.
     *
     * @param sameness what of two elements must not be the same
     * @param member that the fault of an element stands at; empty: at the element itself
     */
    private static <T> FieldType<List<T>> distinct(FieldType<List<T>> list, Function<T, Object> sameness, String member,
            String fault) {
        return new FieldType<>(List.of(), (value, path) -> {
            Optional<List<T>> read = list.reader().read(value, path);
            if (read.isEmpty() || path.errors().at(path.name())) {
                return read;
            }
            Set<Object> known = new HashSet<>();
            for (int i = 0; i < read.get().size(); i++) {
                if (!known.add(sameness.apply(read.get().get(i)))) {
                    FieldPath element = path.at(i);
                    (member.isEmpty() ? element : element.at(member)).fault(fault);
                }
            }
            return read;
        });
    }
}
