package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** What falls due: from its instant on in every answer, and written without a call (CONTRACT 3 and 7). */
@Timeout(60)
class ScheduledActionsTest {

    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(2);

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @Test
    void theTtlHoldsToTheMillisecondAsRead() {
        account.grant(100);
        Answer held = account.reservation(100, 1).expect(201);
        Instant end = Instant.parse(held.text("expires_at"));
        assertThat(end).isEqualTo(Instant.parse(held.text("created_at")).plusSeconds(1));

        int certain = 0;
        for (boolean over = false; !over;) {
            Instant asked = Instant.now();
            long effective = account.credits().number("effective_balance");
            String status = account.reservation(held.text("id")).text("status");
            Instant answered = Instant.now();
            // Both answers were given in between, by the same clock, so at the ends there is only one right answer.
            if (answered.isBefore(end)) {
                assertThat(status).isEqualTo("active");
                assertThat(effective).isZero();
                certain++;
            } else if (!asked.isBefore(end)) {
                assertThat(status).isEqualTo("expired");
                assertThat(effective).isEqualTo(100);
                over = true;
            }
        }

        assertThat(certain).isPositive();
        assertThat(account.commitCredits(held.text("id"), 1).expect(409, "reservation-not-active")
                .text("reservation_status")).isEqualTo("expired");
        account.extend(held.text("id"), 60).expect(409, "reservation-not-active");
    }

    @Test
    void theDuesOfAnIdleAccountAreWrittenWithinTwoSeconds() {
        account.grant(300, Map.of("expires_in_seconds", 1));
        account.grant(50, Map.of("effective_at", Json.time(Instant.now().plusSeconds(2))));
        account.reservation(200, 1).expect(201);

        // Nobody calls this customer any more but to read what was written.
        Eventually.answers(account::ledger, entries -> entries.size() == 7);

        assertThat(account.entryTypes()).containsExactly("grant", "grant", "reserve", "expire", "reserve_expired",
                "expire", "activate");
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(entries.subList(3, 7)).allSatisfy(entry -> {
            assertThat(entry.required("idempotency_key").isNull()).isTrue();
            assertThat(Duration.between(time(entry, "occurred_at"), time(entry, "recorded_at")))
                    .isBetween(Duration.ZERO, WRITTEN_WITHIN);
        });
        assertThat(account.balance()).isEqualTo(50);
    }

    @Test
    void aReservationOutlivesItsBlockWhichTakesBackWhatItGivesBack() {
        String block = account.grant(300, Map.of("expires_in_seconds", 1));
        String held = account.reservation(200, 600).expect(201).text("id");
        String other = account.reservation(30, 600).expect(201).text("id");
        Eventually.answers(account::entryTypes, types -> types.contains("expire"));

        assertThat(account.balance()).as("what holds keep in it").isEqualTo(230);
        assertThat(account.block(block).required("status").textValue()).isEqualTo("expired");
        Answer committed = account.commitCredits(held, 150).expect(200);
        Answer released = account.release(other).expect(200);

        assertThat(committed.number("balance")).isEqualTo(30);
        assertThat(committed.at("ledger_entry_ids")).hasSize(2);
        assertThat(released.number("balance")).isZero();
        assertThat(account.entryTypes()).containsExactly("grant", "reserve", "reserve", "expire", "commit", "expire",
                "release", "expire");
        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(entries.stream().map(entry -> entry.required("delta").longValue())).containsExactly(300L, 0L, 0L,
                -70L, -150L, -50L, 0L, -30L);
        assertThat(entries.get(7).required("occurred_at")).isEqualTo(entries.get(6).required("occurred_at"));
    }

    @Test
    void aReservationOutlivesTheVoidingOfItsBlock() {
        String block = account.grant(300);
        String held = account.reservation(200, 600).expect(201).text("id");

        assertThat(account.voidBlock(block).expect(200).number("balance")).isEqualTo(200);
        assertThat(account.voidBlock(block).expect(409, "block-not-active").text("block_status")).isEqualTo("voided");
        assertThat(account.commitCredits(held, 120).expect(200).number("balance")).isZero();

        assertThat(account.entryTypes()).containsExactly("grant", "reserve", "void", "commit", "void");
        assertThat(account.block(block).required("status").textValue()).isEqualTo("voided");
        LedgerAudit.check(account);
    }

    private static Instant time(JsonNode entry, String member) {
        return Instant.parse(entry.required(member).textValue());
    }
}
