package io.quotastack.webhook.process;

import static io.quotastack.webhook.process.DispatcherFixture.ACME;
import static io.quotastack.webhook.process.DispatcherFixture.OTHER;
import static io.quotastack.webhook.process.DispatcherFixture.START;
import static io.quotastack.webhook.process.DispatcherFixture.customer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.QueueLimits;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.gateway.Reply;
import io.quotastack.internal.ReplayStartedRecord;
import io.quotastack.webhook.wire.DisabledCodec;
import io.quotastack.webhook.wire.ReplayCodec;

/** A dead endpoint does not fill the disk (CONTRACT 10). */
class DisablingTest {

    private static final CustomerKey ANN = customer("ann");
    private static final CustomerKey BOB = customer("bob");
    private static final int MOST = 2_500;

    @TempDir
    private Path stateDirectory;

    private DispatcherFixture dispatcher;

    @BeforeEach
    void open() {
        dispatcher = new DispatcherFixture(stateDirectory, new QueueLimits(MOST, Duration.ofDays(5)));
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    private int waiting() {
        return dispatcher.deliveries(Optional.empty()).size();
    }

    private Reply replay() {
        return dispatcher.request(new DeliveryRequest.Replay(START, Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    private void fill() {
        for (int i = 0; i < MOST; i++) {
            dispatcher.publish(i % 2 == 0 ? ANN : BOB);
        }
    }

    private void setUpAgain() {
        dispatcher.settings(ACME, WebhookSettings.OFF);
        dispatcher.settings(ACME, new WebhookSettings(Optional.of("https://example.org/"),
                Optional.of(new SealedSecret(Optional.empty(), "sealed", "mark")), Optional.empty(), Optional.empty(),
                Optional.of(3L)));
    }

    @Test
    void anEndpointForWhichTooMuchWaitsIsDisabledAndItsQueueDropped() {
        assertThat(replay().status()).isEqualTo(202);
        fill();

        dispatcher.publish(ANN);
        for (int i = 0; i < 4; i++) {
            dispatcher.pass(Duration.ofSeconds(2));
        }

        assertThat(waiting()).isZero();
        assertThat(dispatcher.replays.underWay()).isZero();
        Reply refused = replay();
        assertThat(refused.status()).isEqualTo(404);
        assertThat(DispatcherFixture.json(refused).required("detail").asText()).contains("disabled")
                .contains("2500 deliveries waited");
        assertThat(dispatcher.request(new DeliveryRequest.SendTest()).status()).isEqualTo(404);
    }

    @Test
    void othersAreNot() {
        dispatcher.turnOn(OTHER);
        fill();
        dispatcher.sent();

        dispatcher.publish(customer(OTHER, "eve"));

        assertThat(dispatcher.sent()).hasSize(1);
    }

    @Test
    void whoSetsItUpAgainGetsWhatHappensFromThenOnAndReplaysTheRest() {
        fill();
        for (int i = 0; i < 4; i++) {
            dispatcher.pass(Duration.ofSeconds(2));
        }
        // What was under way when the rest was dropped ends, too late to count.
        dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 200));

        setUpAgain();
        String event = dispatcher.publish(ANN, "credit.granted", 3);

        assertThat(dispatcher.sentOne().eventId()).isEqualTo(event);
        assertThat(replay().status()).isEqualTo(202);
        dispatcher.pass(Duration.ofSeconds(2));
        assertThat(waiting()).as("nothing more is dropped").isEqualTo(1);
    }

    @Test
    void anEndpointThatIsDeadForDaysIsDisabled() {
        dispatcher.publish(ANN);
        for (int i = 0; i < 8 * 30 && waiting() > 0; i++) {
            dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 500));
            dispatcher.pass(Duration.ofHours(1));
            if (i % 8 == 7) {
                dispatcher.publish(ANN);
            }
        }

        assertThat(replay().status()).isEqualTo(404);
        assertThat(dispatcher.sent()).isEmpty();
    }

    /** What is sent fails, and time passes, until the endpoint is known dead. */
    private void killEndpoint() {
        for (int i = 0; i < 25; i++) {
            dispatcher.publish(customer("customer-" + i));
        }
        for (int i = 0; i < 60; i++) {
            dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 500));
            dispatcher.pass(Duration.ofSeconds(2));
        }
    }

    private void restForDays() {
        dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 500));
        dispatcher.pass(Duration.ofDays(6));
    }

    @Test
    void anOldDeadLetterThatIsTriedAgainInVainDisablesNothing() {
        dispatcher.publish(ANN);
        for (int i = 0; i < 12; i++) {
            dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 500));
            dispatcher.pass(Duration.ofHours(8));
        }
        dispatcher.publish(BOB);
        dispatcher.delivered(dispatcher.sentOne());
        dispatcher.pass(Duration.ofDays(6));
        String dead = dispatcher.deliveries(Optional.of(DeliveryStatus.DEAD)).getFirst().required("id").asText();

        assertThat(dispatcher.request(new DeliveryRequest.RetryDelivery(
                ResourceId.parse(ResourceId.Kind.DELIVERY, dead).orElseThrow())).status()).isEqualTo(200);
        dispatcher.ends(dispatcher.sentOne(), 500);

        assertThat(replay().status()).isEqualTo(202);
        assertThat(dispatcher.deliveries(Optional.of(DeliveryStatus.FAILED))).hasSize(1);
    }

    @Test
    void aDeliveryThatWaitedBehindOthersForDaysHasNotFailedForDays() {
        dispatcher.publish(ANN);
        dispatcher.publish(ANN);
        dispatcher.settings(ACME, WebhookSettings.OFF);
        dispatcher.sent().forEach(attempt -> dispatcher.ends(attempt, 200));
        dispatcher.pass(Duration.ofDays(6));
        setUpAgain();
        dispatcher.pass(Duration.ofSeconds(2));

        dispatcher.ends(dispatcher.sentOne(), 500);

        assertThat(replay().status()).isEqualTo(202);
    }

    @Test
    void anEndpointThatWasTurnedOffForDaysGetsAllItsTimeAgain() {
        killEndpoint();
        dispatcher.settings(ACME, WebhookSettings.OFF);
        restForDays();
        setUpAgain();
        dispatcher.pass(Duration.ofSeconds(2));

        dispatcher.ends(dispatcher.sentOne(), 500);

        assertThat(replay().status()).isEqualTo(202);
        assertThat(waiting()).isEqualTo(25);
    }

    @Test
    void aDispatcherThatRestedForDaysBlamesNoEndpoint() {
        killEndpoint();
        restForDays();

        dispatcher.ends(dispatcher.sentOne(), 500);
        dispatcher.pass(Duration.ofSeconds(2));
        dispatcher.ends(dispatcher.sentOne(), 500);

        assertThat(replay().status()).isEqualTo(202);
        assertThat(waiting()).isEqualTo(25);
    }

    private double gauge() {
        return dispatcher.metrics.get("quotastack.webhook.endpoint.disabled")
                .tag("tenant", ACME.tenantId().toString()).gauge().value();
    }

    @Test
    void theGaugeAsksTheSettingsWhetherItIsDisabled() {
        fill();
        for (int i = 0; i < 4; i++) {
            dispatcher.pass(Duration.ofSeconds(2));
        }
        assertThat(waiting()).isZero();
        assertThat(gauge()).isOne();

        setUpAgain();

        assertThat(gauge()).as("nothing waits here, so nothing looks").isZero();
    }

    private static ReplayJob job(String id) {
        return new ReplayJob(new JobScope(id, ACME, START, START.plusSeconds(60), Optional.empty(),
                Optional.empty()), 0);
    }

    @Test
    void aReplayThatWasAcceptedWhereTheMarkHadNotComeEndsAtOnce() {
        fill();
        dispatcher.pass(Duration.ofSeconds(2));

        dispatcher.command(ANN, new ReplayStartedRecord(ReplayCodec.write(job("rpl_1"))));

        assertThat(dispatcher.replays.underWay()).isZero();
        setUpAgain();
        dispatcher.command(ANN, new ReplayStartedRecord(ReplayCodec.write(job("rpl_2"))));
        assertThat(dispatcher.replays.underWay()).isOne();
    }

    @Test
    void aMarkOfSettingsThatAreNoMoreEndsNothing() {
        setUpAgain();
        dispatcher.command(ANN, new ReplayStartedRecord(ReplayCodec.write(job("rpl_1"))));
        dispatcher.publish(ANN, "credit.granted", 3);

        dispatcher.command(ANN, DisabledCodec.write(ACME, new DisabledEndpoint(1, START, "much waited")));

        assertThat(dispatcher.replays.underWay()).isOne();
        dispatcher.pass(Duration.ofSeconds(2));
        assertThat(waiting()).isOne();
    }
}
