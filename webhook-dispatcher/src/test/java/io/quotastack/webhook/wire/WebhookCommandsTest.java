package io.quotastack.webhook.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.internal.DeliveryRequestRecord;
import io.quotastack.internal.DiscardPartEndedRecord;
import io.quotastack.internal.DiscardStartedRecord;
import io.quotastack.internal.ReplayEndedRecord;
import io.quotastack.internal.ReplayEventFoundRecord;
import io.quotastack.internal.ReplayPartEndedRecord;
import io.quotastack.internal.ReplayStartedRecord;
import io.quotastack.internal.WakeUpRecord;
import io.quotastack.internal.WebhookCommandRecord;
import io.quotastack.platform.store.GoldenRecords;

class WebhookCommandsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TenantEnvironment ACME = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final CustomerKey ANN = new CustomerKey(ACME, new UUID(3, 4));
    private static final WebhookEvent EVENT = new WebhookEvent("evt_1", "credit.granted", NOON, ANN, "ann", 7, "{}",
            12);

    private static final List<DeliveryRequest.Action> ACTIONS = List.of(
            new DeliveryRequest.RetryDelivery(new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 3)),
            new DeliveryRequest.SendTest(),
            new DeliveryRequest.Replay(NOON, Optional.of(NOON.plusSeconds(60)),
                    Optional.of(Set.of("credit.granted", "credit.expired")), Optional.of(ANN)),
            new DeliveryRequest.Replay(NOON, Optional.empty(), Optional.empty(), Optional.empty()),
            new DeliveryRequest.DiscardDelivery(new ResourceId(ResourceId.Kind.DELIVERY, ANN.customerId(), 3), "key_1"),
            new DeliveryRequest.DiscardRange(NOON, Optional.of(NOON.plusSeconds(60)),
                    Optional.of(Set.of("credit.granted", "credit.expired")), Optional.of(ANN),
                    Set.of(DeliveryStatus.PENDING, DeliveryStatus.DEAD), "key_1"),
            new DeliveryRequest.DiscardRange(NOON, Optional.empty(), Optional.empty(), Optional.empty(),
                    Set.of(DeliveryStatus.FAILED), "key_1"));

    private static final GoldenRecords<Object> COMMANDS = GoldenRecords.binary("/formats/webhook-commands.txt",
            commands(), WebhookCommandsTest::kindOf, WebhookCommands::write, WebhookCommands::read);

    /** Those of format 1, which knew no discards. */
    private static final GoldenRecords<Object> COMMANDS_OF_FORMAT_1 = GoldenRecords.binary(
            "/formats/webhook-commands-1.txt", commandsOfFormat1(), WebhookCommandsTest::kindOf,
            WebhookCommands::write, WebhookCommands::read);

    private static List<Object> commandsOfFormat1() {
        return commands().stream().filter(command -> !kindOf(command).startsWith("Discard")).toList();
    }

    private static List<Object> commands() {
        var batch = new DeliveryBatch(5, ANN, List.of(new DeliveryAttempt(3, 2, EVENT)));
        var result = new AttemptResult(NOON, Duration.ofMillis(120), 500, "", "no");
        Stream<Object> others = Stream.of(AttemptCodec.write(batch, batch.attempts().getFirst(), result, true),
                new ReplayStartedRecord(ReplayCodec.write(new ReplayJob(new JobScope("rpl_1", ACME, NOON,
                        NOON.plusSeconds(60), Optional.of(List.of("credit.granted")), Optional.of(ANN.customerId())),
                        33))),
                new ReplayEventFoundRecord("rpl_1", 33L, 34L, EventCodec.write(EVENT)), new ReplayEndedRecord("rpl_1"),
                new ReplayPartEndedRecord("rpl_1"),
                DisabledCodec.write(ACME, new DisabledEndpoint(7, NOON, "much waited")),
                new WakeUpRecord(),
                new DiscardStartedRecord(DiscardCodec.write(new DiscardJob(new JobScope("dsc_1", ACME, NOON,
                        NOON.plusSeconds(60), Optional.of(List.of("credit.granted")), Optional.of(ANN.customerId())),
                        List.of(DeliveryStatus.PENDING), "key_1", NOON.plusSeconds(70), Optional.empty()))),
                new DiscardPartEndedRecord("dsc_1"),
                RetentionCodec.write(new WebhookInput.RetentionElapsed(List.of(new DeliveryKey(ANN, 3)),
                        List.of(new WebhookInput.AnsweredRequest(ANN, "key-1")), Duration.ofDays(30))));
        return Stream.concat(ACTIONS.stream().map(action -> RequestCodec.write(request(action))), others).toList();
    }

    private static DeliveryRequest request(DeliveryRequest.Action action) {
        return new DeliveryRequest("req_1", ACME, new Idempotency("key-1", "print", "/v1/webhooks/x"), 12, action);
    }

    private static String kindOf(Object command) {
        return command instanceof DeliveryRequestRecord request
                ? request.getAction().getClass().getSimpleName()
                : command.getClass().getSimpleName();
    }

    @Test
    void writesEachCommandAsEver() {
        COMMANDS.check();
    }

    @Test
    void readsEachCommandThatWasEverWritten() {
        COMMANDS.checkReading();
        COMMANDS_OF_FORMAT_1.checkReading();
    }

    @Test
    void hasACommandOfEachKind() {
        List<Schema> kinds = WebhookCommandRecord.getClassSchema().getField("command").schema().getTypes();
        List<Schema> actions = DeliveryRequestRecord.getClassSchema().getField("action").schema().getTypes();

        COMMANDS.checkKinds(Stream.concat(kinds.stream(), actions.stream()).map(Schema::getName)
                .filter(kind -> !kind.equals(DeliveryRequestRecord.class.getSimpleName())).toList());
    }

    @Test
    void aRequestIsReadAsItWasAsked() {
        assertThat(ACTIONS).allSatisfy(action -> {
            DeliveryRequest request = request(action);
            assertThat(RequestCodec.read(request.owner(), RequestCodec.write(request))).isEqualTo(request);
        });
    }
}
