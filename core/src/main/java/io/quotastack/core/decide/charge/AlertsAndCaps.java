package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.plan.VariantTerms;

/**
 * The alerts and caps in force for a customer: its own, else those of the variant of a subscription that has begun
 * (CONTRACT 8). Who says alerts says all of them, and so with caps.
 */
public record AlertsAndCaps(List<Alert> alerts, List<UsageCap> caps) {

    public AlertsAndCaps {
        alerts = List.copyOf(alerts);
        caps = List.copyOf(caps);
    }

    public static AlertsAndCaps inForce(DecisionContext context) {
        return inForce(context.customer(), UsageGate.of(context));
    }

    static AlertsAndCaps inForce(Customer customer, Optional<UsageGate> gate) {
        return new AlertsAndCaps(said(customer.alerts(), gate, VariantTerms::alerts),
                said(customer.caps(), gate, VariantTerms::caps));
    }

    /**
     * Brings what the account keeps up in line with the alerts and caps that are in force now: to be done by every step that
     * may have changed them, before anything else is charged. Reads and writes nothing more of a customer without any.
     *
     * @param at the instant of the step
     */
    public static void watch(DecisionContext context, Instant at) {
        AlertsAndCaps inForce = inForce(context);
        AccountDraft draft = context.draft();
        Account.Watch before = context.figures().watch();
        Set<String> capped = inForce.cappedMetrics();
        if (!capped.isEmpty() || before.caps()) {
            draft.cappedUsages().follow(capped, at);
        }
        OptionalLong grantsLeft = OptionalLong.empty();
        if (inForce.lookAtPeriodGrants() && draft.periodCredits().isPresent()) {
            grantsLeft = before.grantsLeft().isPresent()
                    ? before.grantsLeft()
                    : OptionalLong.of(draft.periods().grantsLeft());
        }
        var after = new Account.Watch(!inForce.alerts().isEmpty(), capped.size(), grantsLeft);
        if (!after.equals(before)) {
            draft.put(context.figures().watching(after));
        }
    }

    private static <T> List<T> said(Optional<List<T>> own, Optional<UsageGate> gate,
            Function<VariantTerms, Optional<List<T>>> ofVariant) {
        return own.or(() -> gate.filter(UsageGate::begun).map(live -> live.terms().terms()).flatMap(ofVariant))
                .orElse(List.of());
    }

    /** The keys of the metrics that have caps. */
    public Set<String> cappedMetrics() {
        Set<String> keys = new TreeSet<>();
        caps.forEach(cap -> keys.add(cap.metricKey()));
        return keys;
    }

    /** Whether an alert looks at what is left of the running period's grants. */
    public boolean lookAtPeriodGrants() {
        return alerts.stream().anyMatch(alert -> alert.of() == Alert.Of.PERIOD_GRANTS);
    }
}
