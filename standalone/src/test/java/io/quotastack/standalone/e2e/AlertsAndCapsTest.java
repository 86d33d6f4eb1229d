package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;
import io.quotastack.standalone.e2e.WebhookReceiver.Received;

/** Alerts and caps, of a customer and of its plan's variant (CONTRACT 8). */
class AlertsAndCapsTest {

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @Test
    void aCapHoldsForChecksChargesAndHoldsAndIsShownAsItWasWritten() {
        tenant.perUnit("calls", 10);
        account.grant(100_000);
        Answer patched = account.patch(Map.of("caps",
                List.of(Map.of("billable_metric_key", "calls", "units", 5, "per", "day"))));
        assertThat(patched.at("caps").toString())
                .isEqualTo("[{\"billable_metric_key\":\"calls\",\"units\":5,\"per\":\"day\"}]");
        account.use("calls", 3).expect(201);
        String held = account.reserve("calls", 2).expect(201).text("id");

        assertThat(account.use("calls", 1).expect(402, "spend-cap-reached").at("cap"))
                .isEqualTo(patched.at("/caps/0"));
        account.reserve("calls", 1).expect(402, "spend-cap-reached");
        assertThat(account.check("calls", 1).text("reason")).isEqualTo("spend_cap_reached");
        assertThat(account.check("calls", 1).number("affordable_units")).isZero();

        account.commitUnits(held, 1).expect(200);
        assertThat(account.check("calls", 1).number("affordable_units")).isEqualTo(1);
        account.patch(Map.of("caps", List.of()));
        account.use("calls", 50).expect(201);
        LedgerAudit.check(account);
    }

    @Test
    void aCapOfAMetricThatThereIsNotIsNotFound() {
        account.create();

        Answer refused = account.api().patch(account.path(""),
                Map.of("caps", List.of(Map.of("billable_metric_key", "nothing", "credits", 5, "per", "day"))));

        assertThat(refused.expect(404, "not-found").text("resource")).isEqualTo("billable_metric");
    }

    @Test
    void thoseOfAVariantCountForWhoeverSaysNone() {
        tenant.perUnit("calls", 10);
        String variant = Subscriber.variant(tenant.live(), Map.of("billing_mode", "postpaid", "interval", "month",
                "credit_grants", List.of(Map.of("credits", 1_000, "expires", "period_end")), "alerts",
                List.of(Map.of("id", "fifth", "percent", 20, "of", "period_grants")), "caps",
                List.of(Map.of("billable_metric_key", "calls", "credits", 900, "per", "period"))));
        try (var receiver = new WebhookReceiver(delivery -> 204)) {
            tenant.settings(Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET,
                    "webhook_events", List.of("credit.threshold_reached")));
            tenant.live().post("/v1/subscriptions",
                    Map.of("external_customer_id", account.externalId(), "plan_variant_id", variant)).expect(201);
            account.grant(5_000);
            account.use("calls", 79).expect(201);
            account.use("calls", 12).expect(402, "spend-cap-reached");
            account.use("calls", 1).expect(201);

            Eventually.answers(receiver::types, types -> types.contains("credit.threshold_reached"));
            JsonNode told = receiver.received().stream().map(Received::event).findFirst().orElseThrow()
                    .required("data");
            assertThat(told.required("alert").toString())
                    .isEqualTo("{\"id\":\"fifth\",\"percent\":20,\"of\":\"period_grants\"}");
            assertThat(told.required("granted").longValue()).isEqualTo(1_000);
            assertThat(told.required("left").longValue()).isEqualTo(200);
            assertThat(told.required("balance").longValue()).isEqualTo(5_200);
        }
    }
}
