package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.RowType;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.subscription.PeriodBlock;

class StateKeysTest {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");
    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(1, 2), Environment.LIVE), "u");

    @Test
    void theStoreSaysHowItKeepsEachKindOfRow() {
        List<RowType<?, ?>> stored = new ArrayList<>();
        StoredRows.all().forEach(row -> stored.add(row.type()));

        assertThat(stored).containsExactlyInAnyOrderElementsOf(AccountRows.all());
    }

    /** All rows of a customer stand in one range, told apart by one letter: one taken twice would mix two kinds. */
    @Test
    void noTwoKindsOfACustomersRowsBeginAlike() {
        List<Character> letters = new ArrayList<>(List.of(StateKeys.LAST_SUBSCRIPTION_EVENT));
        StoredRows.all().forEach(stored -> letters.add(stored.letter()));

        assertThat(letters).doesNotHaveDuplicates();
    }

    @Test
    void aKeySaysWhatItWasMadeOf() {
        readsBack(KeyPart.ORDINAL, Long.MAX_VALUE);
        readsBack(KeyPart.NAME, "an id / with \u20ac");
        readsBack(KeyPart.BURN_ORDER, new BurnOrder(-3, Instant.MAX, true, 7));
        readsBack(KeyPart.SCHEDULED_ACTION, new ScheduledAction(TIME, ScheduledAction.Kind.EXPIRY, 7));
        readsBack(KeyPart.PERIOD_BLOCK, new PeriodBlock.Place(TIME, 7));
        readsBack(KeyPart.TIER_COUNTER, new TierCounter("tokens", TierPeriod.ofSubscription(2, TIME)));
        readsBack(KeyPart.TIER_COUNTER, new TierCounter("tokens", TierPeriod.of(TIME), "00ff"));
        readsBack(KeyPart.TIER_COUNTER, TierCounter.numberOfValues("tokens", TierPeriod.of(TIME)));
    }

    private static <K> void readsBack(KeyPart<K> part, K key) {
        var writer = StateKeys.ofCustomer(CUSTOMER, 'z');
        part.writer().accept(writer, key);

        assertThat(StateKeys.partOf(writer.key(), part)).isEqualTo(key);
        assertThat(StateKeys.customerOf(writer.key())).isEqualTo(CUSTOMER);
    }
}
