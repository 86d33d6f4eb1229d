package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** What became of credits and of what was paid for them (CONTRACT 15). */
class CreditReportTest {

    private static final String REPORT = "/v1/reports/credits?";

    private final Tenant tenant = Tenant.create();
    private final Account ann = tenant.account();
    private final Account bob = tenant.account();
    private final OffsetDateTime today = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);

    private JsonNode bucket(String more) {
        return ann.api().get(REPORT + range(today.toInstant(), today.toInstant().plusSeconds(1)) + more).expect(200)
                .at("data").get(0);
    }

    private static String range(Instant from, Instant to) {
        return "from=" + Json.time(from) + "&to=" + Json.time(to);
    }

    private void tellAStory() {
        tenant.perUnit("calls", 10);
        ann.grant(1_000, Map.of("price_paid", 300, "currency", "EUR"));
        bob.grant(500);
        ann.use("e1", "calls", 40).expect(201);
        bob.use("e2", "calls", 10).expect(201);
    }

    @Test
    void tellsOfAllCustomersAndOfOne() {
        tellAStory();

        JsonNode all = bucket("");
        JsonNode one = bucket("&granularity=day&external_customer_id=" + ann.externalId());

        assertThat(all.at("/total/closing").longValue()).isEqualTo(1_500 - 500);
        assertThat(all.at("/total/granted").longValue()).isEqualTo(1_500);
        assertThat(all.at("/total/burned").longValue()).isEqualTo(500);
        assertThat(all.at("/money/0/currency").textValue()).isEqualTo("EUR");
        assertThat(all.at("/money/0/money/added").longValue()).isEqualTo(300);
        assertThat(all.at("/money/0/money/recognized_burn").longValue()).isEqualTo(120);
        assertThat(all.at("/money/0/money/closing").longValue()).isEqualTo(180);
        assertThat(one.at("/total/closing").longValue()).isEqualTo(600);
        assertThat(one.at("/credits/0/source").textValue()).isEqualTo("manual");
        assertThat(one.at("/credits/0/money/closing").longValue()).isEqualTo(180);
    }

    /** What was earned by the burn is earned no more: the payment went back. */
    @Test
    void tellsOfAPaymentThatWentBackAfterPartOfItWasUsed() {
        tenant.perUnit("calls", 10);
        ann.api().post("/v1/topup/grant", Map.of("external_customer_id", ann.externalId(), "credits", 1_000,
                "price_paid", 300, "currency", "EUR", "external_payment_id", "pay_1")).expect(201);
        ann.use("e1", "calls", 40).expect(201);
        ann.api().post("/v1/topup/refund", Map.of("external_customer_id", ann.externalId(), "external_payment_id",
                "pay_1", "reason", "disputed", "claw_back", true)).expect(201);

        JsonNode all = bucket("");

        assertThat(all.at("/total/voided").longValue()).isEqualTo(600);
        assertThat(all.at("/total/clawed_back").longValue()).isEqualTo(400);
        assertThat(all.at("/total/closing").longValue()).isEqualTo(-400);
        JsonNode money = all.at("/money/0/money");
        assertThat(money.at("/added").longValue()).isEqualTo(300);
        assertThat(money.at("/recognized_burn").longValue()).isEqualTo(120);
        assertThat(money.at("/taken_back").longValue()).isEqualTo(180);
        assertThat(money.at("/reversed").longValue()).isEqualTo(120);
        assertThat(money.at("/closing").longValue()).isZero();
    }

    @Test
    void closesWhatIsOverInLiveAlone() {
        Instant yesterday = today.toInstant().minus(Duration.ofDays(1));
        String days = range(yesterday, yesterday.plus(Duration.ofDays(2))) + "&granularity=day";

        // A minute after midnight the day before is not closed yet.
        boolean overForLong = Instant.now().isAfter(today.toInstant().plus(Duration.ofMinutes(2)));
        assertThat(closed(ann.api(), days)).isEqualTo(List.of(overForLong, false));
        assertThat(closed(tenant.test(), days)).containsExactly(false, false);
    }

    private static List<Boolean> closed(Api api, String query) {
        return api.get(REPORT + query).expect(200).at("data").valueStream()
                .map(bucket -> bucket.get("closed").booleanValue()).toList();
    }

    @Test
    void isWrittenAsCsvForWhomEverAsksForIt() {
        tellAStory();
        String day = REPORT + range(today.toInstant(), today.toInstant().plusSeconds(1)) + "&granularity=day";

        Api.Answer accepted = ann.api().header("Accept", "text/csv").get(day).expect(200);
        Api.Answer formatted = ann.api().get(day + "&format=csv").expect(200);

        assertThat(formatted.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(formatted.body()).isEqualTo(accepted.body());
        String of = Json.time(today.toInstant()) + "," + Json.time(today.plusDays(1).toInstant()) + ",false,manual,";
        assertThat(formatted.body().split("\r\n")).containsExactly(
                "bucket_start,bucket_end,closed,source,currency,opening,granted,refunded,rolled_in,"
                        + "transferred_in,burned,expired,voided,rolled_out,transferred_out,repaid,clawed_back,closing,"
                        + "money_opening,money_added,money_transferred_in,money_recognized_burn,"
                        + "money_recognized_breakage,money_taken_back,money_transferred_out,money_reversed,money_closing",
                of + ",0,500,0,0,0,100,0,0,0,0,0,0,400,,,,,,,,,",
                of + "EUR,0,1000,0,0,0,400,0,0,0,0,0,0,600,0,300,0,120,0,0,0,0,180");
    }

    @Test
    void refusesWhatItCannotTell() {
        ann.api().get(REPORT + "to=2026-01-01T00:00:00Z&granularity=hour").expect(400, "invalid-request");
        ann.api().get(REPORT + "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&granularity=day").expect(400,
                "invalid-request");
        ann.api().get(REPORT + "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&external_customer_id=nobody")
                .expect(404, "not-found");
    }
}
