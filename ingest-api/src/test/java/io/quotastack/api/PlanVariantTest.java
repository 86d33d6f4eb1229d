package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantTerms;

/** The terms of variants (CONTRACT 9). */
class PlanVariantTest extends ApiFixture {

    private static final String VARIANTS = "/v1/plans/plan_1/variants";
    private static final String MONTHLY = "\"key\":\"monthly\",\"interval\":\"month\"";
    private static final String EVERYTHING = """
            {"key":"full","billing_mode":"postpaid","interval":"month","interval_count":3,"price":2900,"currency":"EUR",
            "trial_days":14,"renewal_due_days":7,"grace_period_days":5,"allow_usage_while_overdue":false,
            "allow_usage_while_paused":true,"overage_policy":"notify","overage_limit":500,"credit_grants":[
            {"credits":1000,"cadence":{"interval":"week","interval_count":2},"expires":"cadence_end","priority":-5,
            "rollover_percentage":50,"rollover_cap":700,"on_trial":true},
            {"credits":5,"expires":"after_seconds","expires_after_seconds":60,"priority":1},
            {"credits":6,"expires":"never","cadence":{"interval":"day"}},{"credits":7,"expires":"period_end"}],
            "metrics":["tokens","calls"],"contract":{"periods":4,"auto_renew":true},"fallback_variant_id":"var_0",
            "alerts":[{"id":"low","credits":5,"of":"balance"}],
            "caps":[{"billable_metric_key":"tokens","units":7,"per":"month"}]}""";
    private static final VariantTerms ALL_TERMS = new VariantTerms(BillingMode.POSTPAID,
            new Cadence(Interval.MONTH, 3), Optional.of(2_900L), Optional.of("EUR"), 14, 7, 5, false, true,
            Optional.of(OveragePolicy.NOTIFY), Optional.of(500L),
            List.of(new CreditGrantTerms(1_000, Optional.of(new Cadence(Interval.WEEK, 2)),
                    new GrantExpiry.CadenceEnd(), -5, new Rollover(50, Optional.of(700L)), true),
                    new CreditGrantTerms(5, Optional.empty(), new GrantExpiry.After(60), 1, Rollover.NONE, false),
                    new CreditGrantTerms(6, Optional.of(new Cadence(Interval.DAY, 1)), new GrantExpiry.Never(), 0,
                            Rollover.NONE, false),
                    new CreditGrantTerms(7, Optional.empty(), new GrantExpiry.PeriodEnd(), 0, Rollover.NONE, false)),
            Optional.of(new TreeSet<>(Set.of("tokens", "calls"))), Optional.of(new ContractTerms(4, true, 30)),
            Optional.of("var_0"), Optional.of(List.of(Alert.ofBalance("low", 5))),
            Optional.of(List.of(new UsageCap("tokens", UsageCap.Measure.UNITS, 7, UsageCap.Per.MONTH))));

    @Test
    void whatIsLeftOutHasItsDefault() {
        create(MONTHLY).is(201);

        assertThat(created().terms()).isEqualTo(new VariantTerms(BillingMode.PREPAID, new Cadence(Interval.MONTH, 1),
                Optional.empty(), Optional.empty(), 0, 3, 3, true, false, Optional.empty(), Optional.empty(), List.of(),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(created().planId()).isEqualTo("plan_1");
        assertThat(created().variantId()).startsWith("var_");
    }

    @Test
    void everyFieldIsTaken() {
        post(VARIANTS).json(EVERYTHING).send().is(201);

        assertThat(created().terms()).isEqualTo(ALL_TERMS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                                     | /key /interval
            {K,"interval":"fortnight"}                                                             | /interval
            {M,"key2":1}                                                                           | /key2
            {M,"interval_count":0}                                                                 | /interval_count
            {M,"interval_count":121}                                                               | /interval_count
            {K,"interval":"year","interval_count":11}                                              | /interval_count
            {K,"interval":"eon","interval_count":3650}                                             | /interval
            {K,"interval_count":3650}                                                              | /interval
            {M,"billing_mode":"free"}                                                              | /billing_mode
            {M,"price":990}                                                                        | /currency
            {M,"currency":"EUR"}                                                                   | /price
            {M,"price":-1,"currency":"EUR"}                                                        | /price
            {M,"price":990,"currency":"euro"}                                                      | /currency
            {M,"price":9.9,"trial_days":-1}                                                        | /price /trial_days
            {M,"price":990,"trial_days":-1}                                                        | /currency /trial_days
            {M,"renewal_due_days":3651,"grace_period_days":null}                                   | /renewal_due_days /grace_period_days
            {M,"allow_usage_while_overdue":1,"allow_usage_while_paused":"yes"}                     | /allow_usage_while_overdue /allow_usage_while_paused
            {M,"overage_policy":"forgive","overage_limit":-1}                                      | /overage_policy /overage_limit
            {M,"metrics":"tokens"}                                                                 | /metrics
            {M,"metrics":["a","b","a",null]}                                                       | /metrics/3
            {M,"metrics":["a","b","a"]}                                                            | /metrics/2
            {M,"contract":{}}                                                                      | /contract/periods /contract/auto_renew
            {M,"contract":{"periods":0,"auto_renew":true,"ending_notice_days":-1,"x":1}}           | /contract/periods /contract/ending_notice_days /contract/x
            {M,"contract":{"periods":1201,"auto_renew":true}}                                      | /contract/periods
            {M,"interval_count":0,"contract":{"periods":1201,"auto_renew":true}}                   | /interval_count
            {M,"alerts":[{"id":"a","percent":5,"of":"balance"}],"caps":[{}]}                       | /alerts/0/percent /caps/0/billable_metric_key /caps/0/per /caps/0/units
            {M,"fallback_variant_id":""}                                                           | /fallback_variant_id
            {M,"credit_grants":null}                                                               | /credit_grants
            {M,"credit_grants":[{}]}                                                               | /credit_grants/0/credits /credit_grants/0/expires
            {M,"credit_grants":[{"expires":"soon","credits":0,"expires_after_seconds":9}]}         | /credit_grants/0/credits /credit_grants/0/expires
            {M,"credit_grants":[{G,"expires":"after_seconds"}]}                                    | /credit_grants/0/expires_after_seconds
            {M,"credit_grants":[{G,"expires":"after_seconds","expires_after_seconds":null}]}       | /credit_grants/0/expires_after_seconds
            {M,"credit_grants":[{G,"expires":"never","expires_after_seconds":9}]}                  | /credit_grants/0/expires_after_seconds
            {M,"credit_grants":[{G,"expires":"never","priority":1001,"on_trial":0}]}               | /credit_grants/0/priority /credit_grants/0/on_trial
            {M,"credit_grants":[{G,"expires":"period_end","rollover_cap":9}]}                      | /credit_grants/0/rollover_cap
            {M,"credit_grants":[{G,"expires":"period_end","rollover_percentage":0,"rollover_cap":9}]}  | /credit_grants/0/rollover_cap
            {M,"credit_grants":[{G,"expires":"period_end","rollover_percentage":101,"rollover_cap":9}]} | /credit_grants/0/rollover_percentage
            {M,"credit_grants":[{G,"expires":"period_end","rollover_percentage":50,"rollover_cap":-9}]} | /credit_grants/0/rollover_cap
            {M,"credit_grants":[{G,"expires":"never","rollover_percentage":50}]}                   | /credit_grants/0/rollover_percentage
            {M,"credit_grants":[{G,"expires":"never"},{G,"expires":"never","cadence":{"interval":"year","interval_count":11}}]} | /credit_grants/1/cadence/interval_count
            {M,"credit_grants":[{G,"expires":"never","cadence":{"interval_count":2,"x":1}}]}       | /credit_grants/0/cadence/interval /credit_grants/0/cadence/x
            """)
    void allFaultsAreNamedAtOnce(String body, String errors) {
        String json = body.replace("M,", MONTHLY + ",").replace("K,", "\"key\":\"monthly\",").replace("G,",
                "\"credits\":1,");

        post(VARIANTS).json(json).send().isProblem(400, "invalid-request").errors(errors.split(" ", -1));
    }

    @Test
    void listsAreBounded() {
        String grant = "{\"credits\":1,\"expires\":\"never\"},";
        create(MONTHLY + ",\"credit_grants\":[" + grant.repeat(50) + grant.substring(0, grant.length() - 1) + "]")
                .isProblem(400, "invalid-request").errors("/credit_grants");
        create(MONTHLY + ",\"metrics\":[" + "\"m\",".repeat(200) + "\"m\"]").isProblem(400, "invalid-request")
                .errors("/metrics");
    }

    @Test
    void aPatchSaysWhatItChanges() {
        patch(VARIANTS + "/var_1").json("{\"price\":990,\"metrics\":null,\"credit_grants\":[]}").send().is(201);

        var command = (ConfigCommand.PatchVariant) config.command();
        assertThat(command.variantId()).isEqualTo("var_1");
        assertThat(command.patch().on(ALL_TERMS)).isEqualTo(new VariantTerms(ALL_TERMS.billingMode(),
                ALL_TERMS.period(), Optional.of(990L), ALL_TERMS.currency(), 14, 7, 5, false, true,
                ALL_TERMS.overagePolicy(), ALL_TERMS.overageLimit(), List.of(), Optional.empty(), ALL_TERMS.contract(),
                ALL_TERMS.fallbackVariantId(), ALL_TERMS.alerts(), ALL_TERMS.caps()));
        patch(VARIANTS + "/var_1").json("{\"key\":\"x\",\"interval\":null,\"trial_days\":1.5}").send()
                .isProblem(400, "invalid-request").errors("/key", "/interval", "/trial_days");
    }

    @Test
    void aVariantIsShownInItsNewestVersionOrInTheOneThatIsAskedFor() {
        plan("plan_1");
        config.apply(new ConfigChange.VariantPut(LIVE, version(1, VariantTerms.every(Interval.MONTH))));
        config.apply(new ConfigChange.VariantPut(LIVE, version(2, ALL_TERMS)));

        assertThat(get(VARIANTS + "/var_1?version=1").send().is(200).body()).isEqualTo("{\"id\":\"var_1\","
                + "\"plan_id\":\"plan_1\",\"key\":\"full\",\"version\":1,\"billing_mode\":\"prepaid\","
                + "\"interval\":\"month\",\"interval_count\":1,\"price\":null,\"currency\":null,\"trial_days\":0,"
                + "\"renewal_due_days\":3,\"grace_period_days\":3,\"allow_usage_while_overdue\":true,"
                + "\"allow_usage_while_paused\":false,\"overage_policy\":null,\"overage_limit\":null,"
                + "\"credit_grants\":[],\"metrics\":null,\"contract\":null,\"fallback_variant_id\":null,"
                + "\"alerts\":null,\"caps\":null,"
                + "\"created_at\":\"2026-01-01T00:00:00.000Z\",\"updated_at\":\"2026-01-01T00:00:01.000Z\"}");
        JsonNode newest = get(VARIANTS + "/var_1").send().is(200).json();
        assertThat(newest.path("version").asInt()).isEqualTo(2);
        assertThat(newest.path("contract").toString())
                .isEqualTo("{\"periods\":4,\"auto_renew\":true,\"ending_notice_days\":30}");
        assertThat(newest.path("credit_grants").get(0).toString()).isEqualTo("{\"credits\":1000,\"cadence\":{"
                + "\"interval\":\"week\",\"interval_count\":2},\"expires\":\"cadence_end\","
                + "\"expires_after_seconds\":null,\"priority\":-5,\"rollover_percentage\":50,\"rollover_cap\":700,"
                + "\"on_trial\":true}");
        assertThat(get(VARIANTS).send().is(200).json().path("data")).containsExactly(newest);
        get(VARIANTS + "/var_1?version=3").send().isProblem(404, "not-found");
        get(VARIANTS + "/var_1?version=0").send().isProblem(400, "invalid-request").errors("?version");
    }

    /** What a variant answers can be sent again as it is, but for what we gave it. */
    @Test
    void anAnswersTermsAreTakenAsTheyAre() {
        plan("plan_1");
        config.apply(new ConfigChange.VariantPut(LIVE, version(1, ALL_TERMS)));
        var answered = (ObjectNode) get(VARIANTS + "/var_1").send().json();

        answered.remove(List.of("id", "plan_id", "version", "created_at", "updated_at"));
        post(VARIANTS).json(answered.toString()).send().is(201);

        assertThat(created().terms()).isEqualTo(ALL_TERMS);
    }

    @Test
    void aVariantIsFoundUnderItsPlanOnly() {
        plan("plan_1");
        plan("plan_2");
        config.apply(new ConfigChange.VariantPut(LIVE, version(1, ALL_TERMS)));

        assertThat(get("/v1/plans/plan_2/variants/var_1").send().isProblem(404, "not-found").json().path("resource")
                .asText()).isEqualTo("plan_variant");
        assertThat(get("/v1/plans/plan_3/variants/var_1").send().isProblem(404, "not-found").json().path("resource")
                .asText()).isEqualTo("plan");
        assertThat(get("/v1/plans/plan_2/variants").send().is(200).json().path("data")).isEmpty();
        get("/v1/plans/plan_3/variants").send().isProblem(404, "not-found");
    }

    private void plan(String id) {
        config.apply(new ConfigChange.PlanPut(LIVE,
                new Plan(id, id, 1, "Plan", Optional.empty(), new TreeMap<>(), LONG_AGO, LONG_AGO)));
    }

    private static PlanVariant version(int version, VariantTerms terms) {
        return new PlanVariant("var_1", "plan_1", "full", version, terms, LONG_AGO, LONG_AGO.plusSeconds(version));
    }

    private Answer create(String fields) {
        return post(VARIANTS).json("{" + fields + "}").send();
    }

    private ConfigCommand.CreateVariant created() {
        return (ConfigCommand.CreateVariant) config.command();
    }
}
