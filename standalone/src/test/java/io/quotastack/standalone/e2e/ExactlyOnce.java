package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Load.Acknowledged;

/** The ledger of a customer against the books of those who were answered: each of it once, and nothing else. */
final class ExactlyOnce {

    /** The last events were taken just before a kill perhaps, and wait until their producer's place is free. */
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(60);

    private ExactlyOnce() {}

    /** Accepted events may still wait to be decided, so the account is given time to get there. */
    static void expect(Account account, Acknowledged acknowledged, String what) {
        Eventually.within(DECIDED_WITHIN, account::balance, balance -> balance == acknowledged.balance.get());

        List<JsonNode> entries = LedgerAudit.check(account);

        assertThat(texts(entries, "usage", "usage_event_id")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.chargedEvents);
        assertThat(texts(entries, "refund", "usage_event_id")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.voidedEvents);
        assertThat(texts(entries, "grant", "idempotency_key")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.grantKeys);
        assertThat(texts(entries, "reserve", "reservation_id")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.madeReservations);
        assertThat(texts(entries, "commit", "reservation_id")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.committedReservations);
        assertThat(texts(entries, "release", "reservation_id")).as(what)
                .containsExactlyInAnyOrderElementsOf(acknowledged.releasedReservations);
        assertThat(account.balance()).as(what).isEqualTo(acknowledged.balance.get()).isNotNegative();
    }

    private static List<String> texts(List<JsonNode> entries, String type, String member) {
        return entries.stream().filter(entry -> entry.required("type").textValue().equals(type))
                .map(entry -> entry.required(member).textValue()).toList();
    }
}
