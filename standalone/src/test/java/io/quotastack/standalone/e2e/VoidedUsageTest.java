package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Usage taken back: what the blocks gave returns to them (CONTRACT 5). */
class VoidedUsageTest {

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @BeforeEach
    void price() {
        tenant.perUnit("calls", 10);
    }

    @Test
    void aVoidGivesBackOnceWhatTheBlocksGave() {
        String first = account.grant(15);
        String second = account.grant(100);
        account.use("evt", "calls", 3).expect(201);

        Answer voided = account.voidUsage("evt").expect(200);

        assertThat(voided.number("balance")).isEqualTo(115);
        assertThat(account.block(first).required("remaining_amount").longValue()).isEqualTo(15);
        assertThat(account.block(second).required("remaining_amount").longValue()).isEqualTo(100);
        assertThat(account.event("evt").expect(200).text("status")).isEqualTo("voided");
        assertThat(account.credits().number("lifetime_consumed")).isZero();
        assertThat(account.voidUsage("evt").expect(409, "usage-state").text("usage_status")).isEqualTo("voided");
        LedgerAudit.check(account);
    }

    @Test
    void whatAVoidGivesToAnExpiredOrVoidedBlockIsGoneAtOnce() {
        String expiring = account.grant(20, Map.of("expires_in_seconds", 1));
        account.use("a", "calls", 2).expect(201);
        Eventually.answers(() -> account.block(expiring),
                block -> Instant.parse(block.required("expires_at").textValue()).isBefore(Instant.now()));
        String voided = account.grant(30);
        account.use("b", "calls", 2).expect(201);
        account.voidBlock(voided).expect(200);

        assertThat(account.voidUsage("a").expect(200).number("balance")).isZero();
        assertThat(account.voidUsage("b").expect(200).number("balance")).isZero();

        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(entries.stream().map(entry -> entry.required("type").textValue())).containsExactly("grant", "usage",
                "grant", "usage", "void", "refund", "expire", "refund", "void");
        assertThat(entries.get(6).required("occurred_at")).isEqualTo(entries.get(5).required("occurred_at"));
    }

    /** However much the blocks say of themselves: a void carries none of it. */
    @Test
    void usageOfManyBlocksWithAllTheMetadataThereCanBeIsVoided() {
        Map<String, Object> metadata = Map.of("note", "n".repeat(8_000));
        for (int i = 0; i < 150; i++) {
            account.grant(10, Map.of("metadata", metadata));
        }
        account.use("evt", "calls", 150).expect(201);

        assertThat(account.voidUsage("evt").expect(200).number("balance")).isEqualTo(1_500);
        LedgerAudit.check(account);
    }

    @Test
    void theOverageShareOfAVoidLowersOverageThenMakesAFreeBlock() {
        account.create();
        account.patch(Map.of("overage_policy", "allow"));
        account.grant(10);
        account.use("evt", "calls", 5).expect(201);
        account.grant(25);
        assertThat(account.balance()).isEqualTo(-15);

        Answer voided = account.voidUsage("evt").expect(200);

        assertThat(voided.number("balance")).isEqualTo(35);
        assertThat(voided.number("/block/original_amount")).isEqualTo(25);
        assertThat(voided.at("/block/price_paid").isNull()).isTrue();
        LedgerAudit.check(account);
    }
}
