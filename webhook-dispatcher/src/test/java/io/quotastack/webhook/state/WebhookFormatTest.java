package io.quotastack.webhook.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DeliveryPlace;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.Discarded;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.core.webhook.EndpointState;
import io.quotastack.core.webhook.Gap;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.JobsUnderWay;
import io.quotastack.core.webhook.WebhookChange;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.store.GoldenRows;

/** The rows of deliveries, byte for byte. A row that comes out otherwise needs a format of its own. */
class WebhookFormatTest {

    private static final GoldenRows ROWS = new GoldenRows("/formats/webhook-rows.txt",
            key -> Byte.toString(key.get()[0])).with(RowCodecs.DELIVERY, "1").with(RowCodecs.QUEUE, "2")
            .present("3", "4")
            .with(RowCodecs.ENDPOINT, "5").with(RowCodecs.REPLAY, "6").with(RowCodecs.ANSWER, "7")
            .with(RowCodecs.REPLAYS_UNDER_WAY, "8").with(RowCodecs.GAP, "9").with(RowCodecs.DISCARD, "10")
            .with(RowCodecs.DISCARDS_UNDER_WAY, "11");

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(1, 2), Environment.TEST);
    private static final CustomerKey ANN = new CustomerKey(ACME, new UUID(3, 4));
    private static final CustomerKey EVE = new CustomerKey(OTHER, new UUID(7, 8));
    private static final CustomerKey BOB = new CustomerKey(OTHER, new UUID(5, 6));

    @Test
    void writesEachRowAsEver() {
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("rows").get();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);

        writeAll(new WebhookRows(store));

        ROWS.check(store);
        store.close();
    }

    @Test
    void readsEachRowThatWasEverWrittenAndWritesItTheSame() {
        ROWS.checkReading();
    }

    /** Deliveries and queues of format 1, when nothing could be discarded. */
    @Test
    void readsRowsOfFormat1AsTheSame() {
        ROWS.checkReadingOfBefore("/formats/webhook-rows-1.txt");
    }

    @Test
    void hasARowOfEachKind() {
        ROWS.checkKinds(RowCodecs.class);
    }

    private static void writeAll(WebhookRows rows) {
        var event = new WebhookEvent("evt_1", "credit.granted", NOON, ANN, "ann", 7, "{\"credits\":1}", 12);
        rows.write(new WebhookChange.DeliveryAdded(new DeliveryKey(ANN, 1), new Delivery(event, DeliveryStatus.PENDING,
                NOON, Optional.of(NOON), 0, List.of(), 0, Optional.empty(), Optional.empty())));
        rows.write(new WebhookChange.DeliveryAdded(new DeliveryKey(ANN, 2), new Delivery(event, DeliveryStatus.FAILED,
                NOON, Optional.of(NOON.plusSeconds(60)), 1,
                List.of(attempt(0, "no answer", ""), attempt(500, "", "no")),
                2, Optional.of("rpl_1"), Optional.empty())));
        rows.write(new WebhookChange.DeliveryAdded(new DeliveryKey(ANN, 3), new Delivery(event, DeliveryStatus.DEAD,
                NOON, Optional.empty(), 8, List.of(), 8, Optional.empty(), Optional.empty())));
        rows.write(new WebhookChange.DeliveryAdded(new DeliveryKey(BOB, 1), new Delivery(event,
                DeliveryStatus.DELIVERED, NOON, Optional.empty(), 0, List.of(attempt(200, "", "ok")), 1,
                Optional.empty(), Optional.empty())));
        rows.write(new WebhookChange.DeliveryAdded(new DeliveryKey(ANN, 4), new Delivery(event,
                DeliveryStatus.DISCARDED, NOON, Optional.empty(), 0, List.of(), 0, Optional.empty(),
                Optional.of(new Discarded(NOON.plusSeconds(9), "key_1", Optional.of("dsc_1"))))));
        rows.write(new WebhookChange.QueueChanged(ANN, Optional.empty(),
                new CustomerQueue(9, Optional.of(new CustomerQueue.Head(1, NOON)), 2, List.of(4L, 5L), 0)));
        rows.write(new WebhookChange.QueueChanged(BOB, Optional.empty(),
                new CustomerQueue(1, Optional.empty(), 2, List.of(), 0)));
        rows.write(new WebhookChange.QueueChanged(EVE, Optional.empty(),
                new CustomerQueue(9, Optional.of(new CustomerQueue.Head(1, NOON)), 2, List.of(), 3)));
        rows.write(new WebhookChange.EndpointChanged(ACME, new EndpointState(
                new EndpointHealth(20, Optional.of(NOON), Optional.of(NOON.plusSeconds(40)), true,
                        Optional.of(NOON.minusSeconds(60)), 40),
                Optional.of(NOON.minusSeconds(60)), Optional.of(new DisabledEndpoint(7, NOON, "much waited")))));
        rows.write(new WebhookChange.EndpointChanged(OTHER, EndpointState.UNKNOWN));
        rows.write(new WebhookChange.ReplayChanged(new ReplayJob(new JobScope("rpl_1", ACME, NOON,
                NOON.plusSeconds(60), Optional.of(List.of("credit.granted")), Optional.of(ANN.customerId())), 33)));
        rows.write(new WebhookChange.ReplayChanged(
                new ReplayJob(new JobScope("rpl_2", OTHER, NOON, NOON.plusSeconds(60), Optional.empty(),
                        Optional.empty()), 0)));
        rows.write(new WebhookChange.ReplaysUnderWayChanged(ACME, new JobsUnderWay(Map.of("rpl_1", 3, "rpl_2", 1))));
        rows.write(new WebhookChange.GapChanged(EVE, new Gap(6, 8)));
        rows.write(new WebhookChange.DiscardChanged(new DiscardJob(new JobScope("dsc_1", ACME, NOON,
                NOON.plusSeconds(60), Optional.of(List.of("credit.granted")), Optional.of(ANN.customerId())),
                List.of(DeliveryStatus.PENDING, DeliveryStatus.DEAD), "key_1", NOON.plusSeconds(70),
                Optional.of(new DeliveryPlace(NOON, new DeliveryKey(ANN, 3))))));
        rows.write(new WebhookChange.DiscardChanged(new DiscardJob(new JobScope("dsc_2", OTHER, NOON,
                NOON.plusSeconds(60), Optional.empty(), Optional.empty()), List.of(DeliveryStatus.FAILED), "key_1",
                NOON, Optional.empty())));
        rows.write(new WebhookChange.DiscardsUnderWayChanged(ACME, new JobsUnderWay(Map.of("dsc_1", 2))));
        rows.keepAnswer(ANN, "key-1", new AnswerMark("print", NOON, Duration.ofHours(24)),
                new Reply(202, "{}".getBytes(UTF_8), false));
    }

    private static AttemptResult attempt(int status, String error, String body) {
        return new AttemptResult(NOON, Duration.ofMillis(120), status, error, body);
    }
}
