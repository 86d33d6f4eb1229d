package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** Requests about reservations become commands and questions (CONTRACT 7). */
class ReservationTest extends ApiFixture {

    private static final UUID OWNER = UUID.fromString(CUSTOMER_ID);
    private static final long ORDINAL = 7;
    private static final String RESERVATION = "/v1/reserve/"
            + new ResourceId(ResourceId.Kind.RESERVATION, OWNER, ORDINAL);

    @Test
    void aReservationIsForUnitsOfAMetricOrForPlainCredits() {
        reserve("\"billable_metric_key\":\"gpu\",\"estimated_units\":0,\"metadata\":{\"job\":\"9\"}").is(201);
        assertThat(ledger.command()).isEqualTo(new Command.Reserve(new ReserveFor.Units("gpu", 0),
                Duration.ofMinutes(5), Map.of("job", "9")));
        assertThat(ledger.submitted.getLast().customer()).isEqualTo(CustomerRef.byExternalId(LIVE, "u"));

        reserve("\"credits\":0,\"ttl_seconds\":604800").is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.Reserve(new ReserveFor.Credits(0), Duration.ofDays(7), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'metadata':{}|/credits", "'billable_metric_key':'m'|/estimated_units",
        "'estimated_units':1|/billable_metric_key", "'estimated_units':1,'credits':1|/credits",
        "'billable_metric_key':'m','estimated_units':1,'credits':1|/credits", "'credits':-1|/credits",
        "'credits':1,'ttl_seconds':0|/ttl_seconds", "'credits':1,'ttl_seconds':604801|/ttl_seconds",
        "'billable_metric_key':'m','estimated_units':1000000000001|/estimated_units"}, quoteCharacter = '`')
    void whatIsNoHoldIsNamed(String fields, String fault) {
        reserve(fields.replace('\'', '"')).isProblem(400, "invalid-request").errors(fault);
    }

    @Test
    void aReservationMayBeOfLines() {
        var usage = UsageLines.itemized(
                List.of(new UsageLine("in", 5, Map.of("model", "m")), new UsageLine("out", 7, Map.of())));
        String lines = "\"lines\":[{\"billable_metric_key\":\"in\",\"units\":5,\"metadata\":{\"model\":\"m\"}},"
                + "{\"billable_metric_key\":\"out\",\"units\":7}]";
        reserve(lines).is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.Reserve(new ReserveFor.Lines(usage), Duration.ofMinutes(5), Map.of()));

        post(RESERVATION + "/commit").json("{" + lines + "}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.CommitReservation(ORDINAL, new Actual.Lines(usage)));

        reserve(lines + ",\"credits\":1").isProblem(400, "invalid-request").errors("/credits");
        reserve(lines + ",\"estimated_units\":1").isProblem(400, "invalid-request").errors("/credits");
        reserve("\"lines\":[]").isProblem(400, "invalid-request").errors("/lines");
        post(RESERVATION + "/commit").json("{" + lines + ",\"actual_units\":1}").send()
                .isProblem(400, "invalid-request").errors("/credits");
        post(RESERVATION + "/commit").json("{\"lines\":[{\"billable_metric_key\":\"in\",\"units\":-1}]}").send()
                .isProblem(400, "invalid-request").errors("/lines/0/units");
    }

    @Test
    void allFaultsOfAReservationAreNamedAtOnce() {
        post("/v1/reserve").json("{\"billable_metric_key\":\"\",\"ttl_seconds\":1.5,\"metadata\":[],\"units\":1}")
                .send()
                .isProblem(400, "invalid-request").errors("/customer_id", "/billable_metric_key", "/estimated_units",
                        "/ttl_seconds", "/metadata", "/units");
        assertThat(ledger.submitted).isEmpty();
    }

    @Test
    void anIdLeadsToItsCustomer() {
        post(RESERVATION + "/commit").json("{\"actual_units\":5}").send().is(201);
        assertThat(ledger.command()).isEqualTo(new Command.CommitReservation(ORDINAL, new Actual.Units(5)));
        assertThat(ledger.submitted.getLast().customer()).isEqualTo(CustomerRef.byId(new CustomerKey(LIVE, OWNER)));

        get(RESERVATION).send().is(200);
        assertThat(ledger.queries.getLast())
                .isEqualTo(new Query.GetReservation(new CustomerKey(LIVE, OWNER), ORDINAL));
    }

    /** Another environment's customer has another id, so there it leads to nobody. */
    @Test
    void anIdLeadsNowhereButIntoTheCallersEnvironment() {
        addKey("qs_test_full", TEST);
        post(RESERVATION + "/release").as("qs_test_full").send().is(201);
        assertThat(ledger.submitted.getLast().customer().key().tenantEnvironment()).isEqualTo(TEST);
    }

    @Test
    void aCommitIsOfUnitsOrCredits() {
        post(RESERVATION + "/commit").json("{\"credits\":0}").send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.CommitReservation(ORDINAL, new Actual.Credits(0)));

        post(RESERVATION + "/commit").json("{}").send().isProblem(400, "invalid-request").errors("/credits");
        post(RESERVATION + "/commit").json("{\"credits\":1,\"actual_units\":1}").send()
                .isProblem(400, "invalid-request").errors("/credits");
        post(RESERVATION + "/commit").json("{\"actual_units\":-1}").send().isProblem(400, "invalid-request")
                .errors("/actual_units");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void aReleaseNeedsNoReasonAndNoBody(String body) {
        (body.isEmpty() ? post(RESERVATION + "/release") : post(RESERVATION + "/release").json(body)).send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.ReleaseReservation(ORDINAL, Optional.empty()));
    }

    @Test
    void aReleaseMayHaveAReason() {
        post(RESERVATION + "/release").json("{\"reason\":\"canceled\"}").send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.ReleaseReservation(ORDINAL, Optional.of("canceled")));
        post(RESERVATION + "/release").json("{\"reason\":\"\",\"why\":1}").send().isProblem(400, "invalid-request")
                .errors("/reason", "/why");
    }

    @Test
    void aRefundTakesAlongWhatTheCommitCharged() {
        var charge = new Command.Charge(7, Optional.empty(), List.of());
        ledger.commits.put(ORDINAL, charge);
        post(RESERVATION + "/refund").json("{\"reason\":\"a complaint\"}").send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.RefundReservation(ORDINAL, "a complaint", Optional.of(charge)));
        ledger.commits.clear();
        post(RESERVATION + "/refund").json("{\"reason\":\"a complaint\"}").send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.RefundReservation(ORDINAL, "a complaint", Optional.empty()));
        post(RESERVATION + "/refund").json("{\"credits\":1}").send().isProblem(400, "invalid-request")
                .errors("/reason", "/credits");
    }

    @Test
    void anExtensionSaysHowLong() {
        post(RESERVATION + "/extend").json("{\"ttl_seconds\":60}").send().is(201);
        assertThat(ledger.command())
                .isEqualTo(new Command.ExtendReservation(ORDINAL, Duration.ofMinutes(1)));
        post(RESERVATION + "/extend").json("{}").send().isProblem(400, "invalid-request").errors("/ttl_seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "res_", "blk_4925j4925j4925j4925j4925j4925j4925j4925j",
        "res_4925j4925j4925j4925j4925j4925j4925j492u"})
    void whatIsNoReservationsIdReadsAsNotFound(String id) {
        List<Answer> answers = List.of(get("/v1/reserve/" + id).send(),
                post("/v1/reserve/" + id + "/commit").json("{\"credits\":1}").send(),
                post("/v1/reserve/" + id + "/release").send(),
                post("/v1/reserve/" + id + "/refund").json("{\"reason\":\"x\"}").send(),
                post("/v1/reserve/" + id + "/extend").json("{\"ttl_seconds\":1}").send());

        assertThat(answers).allSatisfy(answer -> assertThat(
                answer.isProblem(404, "not-found").json().path("resource").asText()).isEqualTo("reservation"));
        assertThat(ledger.submitted).isEmpty();
    }

    @Test
    void faultsOfTheBodyWinOverAnIdThatLeadsNowhere() {
        post("/v1/reserve/x/commit").json("{}").send().isProblem(400, "invalid-request").errors("/credits");
    }

    @Test
    void aCustomersReservationsAreListedAndReleasedByEitherName() {
        CustomerKey customer = CustomerKey.ofExternalId(LIVE, "u");
        for (String path : List.of("/v1/customer-by-external-id/u", "/v1/customers/" + customer.customerId())) {
            get(path + "/reservations?status=expired&limit=5").send().is(200);
            assertThat(ledger.queries.getLast()).isEqualTo(new Query.ListReservations(customer,
                    Optional.of(ReservationStatus.EXPIRED), new Page(Optional.empty(), 5)));
            post(path + "/reservations/release-all").send().is(201);
            assertThat(ledger.command()).isEqualTo(new Command.ReleaseAllReservations());
            assertThat(ledger.submitted.getLast().customer().key()).isEqualTo(customer);
        }
        post("/v1/customer-by-external-id/u/reservations/release-all").json("{\"x\":1}").send()
                .isProblem(400, "invalid-request").errors("/x");
    }

    @Test
    void reservationsHaveScopesOfTheirOwn() {
        addKey("qs_live_reader", LIVE, Scope.RESERVATIONS_READ);
        get(RESERVATION).as("qs_live_reader").send().is(200);
        post(RESERVATION + "/release").as("qs_live_reader").send().isProblem(403, "insufficient-scope");
        addKey("qs_live_writer", LIVE, Scope.RESERVATIONS_WRITE);
        post(RESERVATION + "/release").as("qs_live_writer").send().is(201);
        get(RESERVATION).as("qs_live_writer").send().isProblem(403, "insufficient-scope");
    }

    private Answer reserve(String fields) {
        return post("/v1/reserve").json("{\"external_customer_id\":\"u\"," + fields + "}").send();
    }
}
