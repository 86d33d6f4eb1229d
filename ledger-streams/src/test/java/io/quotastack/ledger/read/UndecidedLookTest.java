package io.quotastack.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.view.UsageStatusView;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

class UndecidedLookTest {

    private static final TopicPartition COMMANDS = new TopicPartition("commands", 0);
    private static final TenantEnvironment TEST = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final CustomerKey ACME = CustomerKey.ofExternalId(TEST, "acme");
    private static final CustomerKey OTHER = CustomerKey.ofExternalId(TEST, "other");

    private final OwnedPartitions<String> shards = new OwnedPartitions<>(1);
    private final DecidedOffsets decided = new DecidedOffsets(1);
    private final MockConsumer<byte[], byte[]> log = new MockConsumer<>("earliest");
    private final UndecidedLook look = new UndecidedLook(log, shards, decided, Duration.ofSeconds(10));

    @BeforeEach
    void isHere() {
        shards.open(0, "here");
        log.updateBeginningOffsets(Map.of(COMMANDS, 0L));
    }

    @Test
    void findsForAllWhoAskWhatIsAcceptedAndNotDecided() {
        holds(usage(ACME, "decided", true), usage(ACME, "a", true), usage(OTHER, "a", true), usage(ACME, "b", true));
        decided.startAt(0, 1);
        List<UsageLookup> asked = List.of(asked(ACME, "a"), asked(ACME, "b"), asked(ACME, "b"), asked(OTHER, "a"),
                asked(OTHER, "b"), asked(ACME, "decided"), asked(ACME, "never sent"));

        look.answer(asked);

        assertThat(asked.stream().map(UndecidedLookTest::found))
                .containsExactly("pending a acme", "pending b acme", "pending b acme", "pending a other", "none",
                        "none",
                        "none");
    }

    @Test
    void takesTheNameOfACustomerWhoIsNotMadeYetFromTheEvent() {
        holds(usage(ACME, "a", true));
        var asked = new UsageLookup(ACME, Optional.empty(), "a");

        look.answer(List.of(asked));

        assertThat(found(asked)).isEqualTo("pending a acme");
    }

    @Test
    void passesOverWhatSomebodyWaitsForAndWhatIsNoCommand() {
        holds(usage(ACME, "a", false), Map.entry(ACME, new byte[] {1, 2, 3}), usage(ACME, "b", true));
        List<UsageLookup> asked = List.of(asked(ACME, "a"), asked(ACME, "b"));

        look.answer(asked);

        assertThat(asked.stream().map(UndecidedLookTest::found)).containsExactly("none", "pending b acme");
    }

    @Test
    void readsNothingWhereAllIsDecided() {
        holds(usage(ACME, "a", true));
        decided.startAt(0, 1);
        var asked = asked(ACME, "a");

        look.answer(List.of(asked));

        assertThat(found(asked)).isEqualTo("none");
        assertThat(log.assignment()).isEmpty();
    }

    @Test
    void readsNoLogThatAnotherNodeDecides() {
        holds(usage(ACME, "a", true));
        shards.close(0, "here");
        var asked = asked(ACME, "a");

        look.answer(List.of(asked));

        assertThatThrownBy(() -> asked.found().join()).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ShardMovedException.class);
    }

    private static String found(UsageLookup lookup) {
        return lookup.found().join().map(UndecidedLookTest::text).orElse("none");
    }

    private static String text(UsageStatusView view) {
        return view.status() + " " + view.eventId() + " " + view.externalCustomerId();
    }

    private static UsageLookup asked(CustomerKey customer, String eventId) {
        return new UsageLookup(customer, Optional.of(name(customer)), eventId);
    }

    private static String name(CustomerKey customer) {
        return customer.equals(ACME) ? "acme" : "other";
    }

    private static Map.Entry<CustomerKey, byte[]> usage(CustomerKey customer, String eventId, boolean accepted) {
        var event = new UsageEvent(eventId, "tokens", 5, Optional.empty(), Map.of(), Optional.empty());
        return Map.entry(customer,
                CommandCodec.write(new CommandEnvelope("req_" + eventId,
                        new CustomerRef(customer, Optional.of(name(customer))), Optional.empty(), 1,
                        new Command.RecordUsage(event, Optional.empty(), accepted, Optional.empty()))));
    }

    /** What the log holds from offset 0 on; it is read from where a reader begins. */
    @SafeVarargs
    private final void holds(Map.Entry<CustomerKey, byte[]>... records) {
        log.updateEndOffsets(Map.of(COMMANDS, (long) records.length));
        log.schedulePollTask(() -> {
            for (int offset = 0; offset < records.length; offset++) {
                Map.Entry<CustomerKey, byte[]> written = records[offset];
                if (offset >= decided.decidedEnd(0)) {
                    log.addRecord(new ConsumerRecord<>("commands", 0, offset,
                            written.getKey().toString().getBytes(StandardCharsets.UTF_8), written.getValue()));
                }
            }
        });
    }
}
