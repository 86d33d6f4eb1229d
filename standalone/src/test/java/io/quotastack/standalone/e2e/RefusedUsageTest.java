package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.standalone.e2e.Api.Answer;

/** Events that cannot be charged: kept, listed and tried again (CONTRACT 5). */
class RefusedUsageTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @BeforeEach
    void price() {
        tenant.perUnit("calls", 10);
    }

    @Test
    void aRefusedAcceptedEventIsListedAndCanBeRetried() {
        account.accept("evt", "calls", 2);
        Answer refused = account.eventually("evt", "refused");

        assertThat(refused.text("/problem/type")).endsWith("insufficient-credits");
        assertThat(refused.at("charge").isNull()).isTrue();
        assertThat(refusedIds("")).containsExactly("evt");
        assertThat(refusedIds("&external_customer_id=" + account.externalId())).containsExactly("evt");
        assertThat(account.retry("evt").expect(402, "insufficient-credits").number("required")).isEqualTo(20);

        account.grant(100);
        Answer retried = account.retry("evt");

        assertThat(retried.status()).isIn(200, 201);
        assertThat(retried.number("cost")).isEqualTo(20);
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("charged");
        assertThat(refusedIds("")).isEmpty();
        assertThat(account.retry("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("charged");
        assertThat(account.use("evt", "calls", 2).expect(201).number("cost")).as("the event's own key")
                .isEqualTo(20);
        assertThat(account.balance()).isEqualTo(80);
    }

    private List<String> refusedIds(String query) {
        return api.rows("/v1/usage?status=refused" + query, 1).stream()
                .map(event -> event.required("event_id").textValue()).toList();
    }

    @Test
    void refusedEventsAreListedInPieces() {
        for (int i = 0; i < 5; i++) {
            account.accept("evt-" + i, "calls", 1);
        }
        account.eventually("evt-4", "refused");
        Account other = tenant.account();
        other.accept("other", "calls", 1);
        other.eventually("other", "refused");

        assertThat(refusedIds("")).containsExactly("evt-0", "evt-1", "evt-2", "evt-3", "evt-4", "other");
        assertThat(refusedIds("&customer_id=" + account.id())).containsExactly("evt-0", "evt-1", "evt-2", "evt-3",
                "evt-4");
        assertThat(api.get("/v1/usage").expect(400, "invalid-request").faults()).containsExactly("status");
        assertThat(api.get("/v1/usage?status=charged").expect(400, "invalid-request").faults())
                .containsExactly("status");
    }

    @Test
    void anUnpricedOrUnknownMetricIsRefusedAfterAcceptance() {
        tenant.metric("unpriced");

        account.accept("a", "unpriced", 1);
        account.accept("b", "nothing", 1);

        assertThat(account.eventually("a", "refused").text("/problem/type")).endsWith("metric-not-priced");
        assertThat(account.eventually("b", "refused").text("/problem/type")).endsWith("not-found");
    }

    @Test
    void aRefusedIdBindsOnlyWaitingCallers() {
        Answer refused = account.use("evt", "calls", 2).expect(402, "insufficient-credits");
        account.grant(1_000);

        Answer again = account.use("evt", "calls", 2).expect(402, "insufficient-credits");
        assertThat(again.body()).as("kept for 24 h").isEqualTo(refused.body());
        assertThat(again.replayed()).isTrue();
        account.event("evt").expect(404, "not-found");

        account.accept("evt", "calls", 2);
        account.eventually("evt", "charged");
        assertThat(account.use("evt", "calls", 2).expect(201).number("cost")).isEqualTo(20);
    }

    @Test
    void aRetryAnswersWhyItStillCannotBeCharged() {
        tenant.metric("unpriced");
        tenant.perUnit("dear", Long.MAX_VALUE);
        account.grant(1_000);
        account.patch(Map.of("spend_cap", Map.of("credits", 10, "per", "day")));
        account.accept("unpriced", "unpriced", 1);
        account.accept("dear", "dear", 2);
        account.accept("capped", "calls", 2);
        account.eventually("capped", "refused");
        Account uncapped = tenant.account();
        uncapped.accept("dear", "dear", 2);
        uncapped.eventually("dear", "refused");

        account.retry("unpriced").expect(422, "metric-not-priced");
        account.retry("capped").expect(402, "spend-cap-reached");
        account.retry("dear").expect(402, "spend-cap-reached"); // beyond 64 bits is beyond any cap
        uncapped.retry("dear").expect(422, "amount-overflow");
    }

    @Test
    void aRefusedEventCannotBeVoided() {
        account.accept("evt", "calls", 2);
        account.eventually("evt", "refused");

        assertThat(account.voidUsage("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("refused");
    }
}
