package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Caps, tiers, summaries, explanations and past balances with holds (CONTRACT 3 to 7). */
class HeldBooksTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @Test
    void aSpendCapCountsOpenReservationsAndNeverRefusesACommitUpToItsReservation() {
        tenant.perUnit("gpu", 1);
        account.grant(10_000);
        account.patch(Map.of("spend_cap", Map.of("credits", 1_000, "per", "day")));
        String held = account.reserve("gpu", 700).expect(201).text("id");

        account.use("gpu", 301).expect(402, "spend-cap-reached");
        account.reservation(301, 60).expect(402, "spend-cap-reached");
        assertThat(account.check("gpu", 301).text("reason")).isEqualTo("spend_cap_reached");
        account.use("gpu", 300).expect(201);
        account.patch(Map.of("spend_cap", Map.of("credits", 1, "per", "day")));

        account.commitUnits(held, 701).expect(402, "spend-cap-reached");
        account.commitUnits(held, 700).expect(200);
        account.use("gpu", 1).expect(402, "spend-cap-reached");
        account.use("gpu", 0).expect(201);
    }

    @Test
    void aReleaseMakesRoomUnderTheCap() {
        tenant.perUnit("gpu", 1);
        account.grant(10_000);
        account.patch(Map.of("spend_cap", Map.of("credits", 1_000, "per", "month")));
        String held = account.reserve("gpu", 1_000).expect(201).text("id");
        account.use("gpu", 1).expect(402, "spend-cap-reached");

        account.release(held).expect(200);

        account.use("gpu", 1_000).expect(201);
    }

    @Test
    void aCommitOfAMetricsReservationCountsAsOneEventAndPlainCreditsAsNone() {
        tenant.priced("gpu", Tenant.graduated("month", Tenant.tier(100, 10), Tenant.above(1)));
        account.grant(100_000);
        String held = account.reserve("gpu", 90).expect(201).text("id");
        account.use("gpu", 50).expect(201);

        Answer committed = account.commitUnits(held, 80).expect(200);
        account.commitCredits(account.reservation(500, 60).expect(201).text("id"), 400).expect(200);

        assertThat(committed.number("committed_credits")).as("50 units were used meanwhile").isEqualTo(50 * 10 + 30);
        assertThat(account.use("gpu", 1).expect(201).number("cost")).isEqualTo(1);
        String day = "&from=" + Json.time(Instant.now().minus(Duration.ofDays(1))) + "&to="
                + Json.time(Instant.now().plus(Duration.ofDays(1)));
        JsonNode sums = api.get(account.path("/usage/summary?billable_metric_key=gpu&granularity=month" + day))
                .expect(200).at("data").get(0);
        assertThat(sums.required("units").longValue()).isEqualTo(131);
        assertThat(sums.required("cost").longValue()).isEqualTo(500 + 530 + 1);
        assertThat(sums.required("events").longValue()).isEqualTo(3);
        assertThat(account.credits().number("lifetime_consumed")).isEqualTo(500 + 530 + 1 + 400);
    }

    @Test
    void aCommitIsExplained() {
        tenant.priced("gpu", Tenant.graduated("event", Tenant.tier(10, 5), Tenant.above(2)));
        String soon = account.grant(40, Map.of("expires_in_seconds", 3_600));
        String wallet = account.grant(1_000);
        String held = account.reserve("gpu", 12).expect(201).text("id");
        account.grant(500, Map.of("priority", -1));

        Answer committed = account.commitUnits(held, 15).expect(200);
        Answer explained = api.get(account.path("/ledger/" + committed.text("ledger_entry_id") + "/explain"))
                .expect(200);

        assertThat(explained.text("type")).isEqualTo("commit");
        assertThat(explained.number("delta")).isEqualTo(-60);
        assertThat(explained.at("/usage/event_id").isNull()).isTrue();
        assertThat(explained.number("/usage/units")).isEqualTo(15);
        assertThat(explained.at("/usage/steps").findValues("amount")).extracting(JsonNode::textValue)
                .containsExactly("50", "10");
        List<String> blocks = explained.at("blocks").findValues("block_id").stream().map(JsonNode::textValue).toList();
        assertThat(blocks).as("the held ones first").hasSize(3).startsWith(soon, wallet);
        assertThat(explained.at("blocks").findValues("amount")).extracting(JsonNode::longValue)
                .containsExactly(40L, 14L, 6L);
    }

    @Test
    void asOfHasTheReservationsAsTheyWereThen() {
        var states = new ArrayList<JsonNode>();
        account.grant(100);
        states.add(credits());
        String first = account.reservation(60, 600).expect(201).text("id");
        states.add(credits());
        String second = account.reservation(30, 600).expect(201).text("id");
        states.add(credits());
        account.commitCredits(first, 20).expect(200);
        states.add(credits());
        account.release(second).expect(200);
        states.add(credits());

        List<JsonNode> entries = account.ledger();
        int compared = 0;
        for (int i = 0; i < entries.size(); i++) {
            String then = entries.get(i).required("occurred_at").textValue();
            if (i == entries.size() - 1 || !entries.get(i + 1).required("occurred_at").textValue().equals(then)) {
                assertThat(api.get(account.path("/credits?include_blocks=true&as_of=" + then)).expect(200).json())
                        .as(entries.get(i).toString()).isEqualTo(states.get(i));
                compared++;
            }
        }
        assertThat(compared).isPositive();
        assertThat(states.get(2).required("reserved_balance").longValue()).isEqualTo(90);
    }

    private JsonNode credits() {
        return api.get(account.path("/credits?include_blocks=true")).expect(200).json();
    }
}
