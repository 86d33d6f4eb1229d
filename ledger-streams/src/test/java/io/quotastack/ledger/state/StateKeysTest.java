package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AnswerKey;
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

    /** What a key may be made of. */
    private static final Map<Class<?>, Object> PARTS = Map.of(CustomerKey.class, CUSTOMER, long.class, 7L,
            Instant.class, TIME, String.class, "name", BurnOrder.class, new BurnOrder(0, TIME, false, 7),
            ScheduledAction.class, new ScheduledAction(TIME, ScheduledAction.Kind.EXPIRY, 7), PeriodBlock.Place.class,
            new PeriodBlock.Place(TIME, 7), TierCounter.class, new TierCounter("name", TierPeriod.of(TIME)),
            Timer.class, new Timer(TIME, CUSTOMER), AnswerKey.class, AnswerKey.ofRequest("name"));

    /** All rows of a customer stand in one range, told apart by one letter: one taken twice would mix two kinds. */
    @Test
    void noTwoKindsOfRowsBeginAlike() throws ReflectiveOperationException {
        Map<Bytes, String> kinds = new HashMap<>();
        for (Method method : StateKeys.class.getDeclaredMethods()) {
            if (method.getReturnType() == Bytes.class && !Modifier.isPrivate(method.getModifiers())) {
                String name = method.getName();
                assertThat(Optional.ofNullable(kinds.put(beginning(key(method)), name))).as("kind of " + name)
                        .isEmpty();
            }
        }
        assertThat(kinds).hasSizeGreaterThan(20);
    }

    private static Bytes key(Method method) throws ReflectiveOperationException {
        List<Object> parts = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            parts.add(Optional.ofNullable(PARTS.get(type))
                    .orElseThrow(() -> new AssertionError("an example of " + type)));
        }
        return (Bytes) method.invoke(null, parts.toArray());
    }

    /** The family, and the customer and the letter where a customer's rows stand together. */
    private static Bytes beginning(Bytes key) {
        byte[] bytes = key.get();
        byte[] account = StateKeys.account(CUSTOMER).get();
        int ofCustomer = account.length - 1;
        boolean together = Arrays.equals(bytes, 1, ofCustomer, account, 1, ofCustomer);
        return Bytes.wrap(Arrays.copyOf(bytes, together ? account.length : 1));
    }
}
