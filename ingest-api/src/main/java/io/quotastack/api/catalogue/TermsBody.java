package io.quotastack.api.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.quotastack.api.read.AlertsAndCapsBody;
import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.TermsFault;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.FieldFault;

/** Reads the terms of a variant (CONTRACT 9): new ones in full, or changes to those there are. */
final class TermsBody {

    private static final int MOST_METRICS = 200;
    private static final int MOST_DAYS = 3_650;
    private static final int MOST_CONTRACT_PERIODS = 36_500;

    private static final FieldType<Long> DAYS = FieldTypes.integer(0, MOST_DAYS);
    private static final FieldType<Long> CONTRACT_PERIODS = FieldTypes.integer(1, MOST_CONTRACT_PERIODS);
    private static final FieldType<String> VARIANT_ID = FieldTypes.text(1, 255);
    private static final FieldType<BillingMode> BILLING_MODE = FieldTypes.choice(BillingMode::text,
            BillingMode.values());
    private static final FieldType<OveragePolicy> OVERAGE_POLICY = FieldTypes.choice(OveragePolicy::text,
            OveragePolicy.values());
    private static final FieldType<ContractTerms> CONTRACT = FieldTypes.object(new ContractTerms(1, false, 0),
            fields -> new ContractTerms(fields.required("periods", CONTRACT_PERIODS).intValue(),
                    fields.required("auto_renew", FieldTypes.BOOLEAN),
                    fields.optional("ending_notice_days", DAYS).map(Long::intValue)
                            .orElse(ContractTerms.DEFAULT_ENDING_NOTICE_DAYS)));
    private static final FieldType<SortedSet<String>> METRICS = metrics();

    private TermsBody() {}

    /** All terms, with what the contract says of those that are left out, and with the faults between them. */
    static VariantTerms create(Fields body) {
        if (!body.has("interval")) {
            body.at("interval").fault("is missing");
        }
        VariantTerms terms = patch(body).on(VariantTerms.every(Interval.MONTH));
        for (TermsFault fault : TermsFault.of(terms)) {
            if (fault.among().stream().noneMatch(body.errors()::at)) {
                body.errors().add(FieldFault.at(fault.pointer(), fault.detail()));
            }
        }
        return terms;
    }

    /** Changes to terms; whether they go together with the rest is decided where the rest is known. */
    static VariantPatch patch(Fields body) {
        return new VariantPatch(body.optional("billing_mode", BILLING_MODE),
                body.optional("interval", CreditGrantBody.INTERVAL),
                body.optional("interval_count", CreditGrantBody.INTERVAL_COUNT).map(Long::intValue),
                body.patch("price", CreditTypes.MONEY), body.patch("currency", CreditTypes.CURRENCY),
                days(body, "trial_days"), days(body, "renewal_due_days"), days(body, "grace_period_days"),
                body.optional("allow_usage_while_overdue", FieldTypes.BOOLEAN),
                body.optional("allow_usage_while_paused", FieldTypes.BOOLEAN),
                body.patch("overage_policy", OVERAGE_POLICY), body.patch("overage_limit", CreditTypes.MILLICREDITS),
                body.optional("credit_grants", CreditGrantBody.LIST), body.patch("metrics", METRICS),
                body.patch("contract", CONTRACT), body.patch("fallback_variant_id", VARIANT_ID),
                body.patch("alerts", AlertsAndCapsBody.ALERTS), body.patch("caps", AlertsAndCapsBody.CAPS));
    }

    private static Optional<Integer> days(Fields body, String name) {
        return body.optional(name, DAYS).map(Long::intValue);
    }

    /** Keys of metrics, each once. */
    private static FieldType<SortedSet<String>> metrics() {
        FieldType<List<String>> keys = FieldTypes.list(FieldTypes.METRIC_KEY, 0, MOST_METRICS);
        return new FieldType<>(new TreeSet<>(), (value, path) -> keys.reader().read(value, path).map(list -> {
            SortedSet<String> distinct = new TreeSet<>();
            for (int i = 0; i < list.size(); i++) {
                if (!distinct.add(list.get(i))) {
                    path.at(i).fault("stands there already");
                }
            }
            return distinct;
        }));
    }
}
