package io.quotastack.webhook.process;

import static io.quotastack.webhook.process.DispatcherFixture.ACME;
import static io.quotastack.webhook.process.DispatcherFixture.customer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.tenant.WebhookSettings;

/** When the task is woken: whenever something is due, and never for nothing, since each record costs a transaction. */
class WakeUpTest {

    private static final CustomerKey ANN = customer("ann");

    @TempDir
    private Path stateDirectory;

    private DispatcherFixture dispatcher;

    @BeforeEach
    void open() {
        dispatcher = new DispatcherFixture(stateDirectory);
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    private void passInSteps(int steps, Duration step) {
        for (int i = 0; i < steps; i++) {
            dispatcher.pass(step);
        }
    }

    @Test
    void anIdleTaskIsNotWoken() {
        dispatcher.publish(ANN);
        dispatcher.delivered(dispatcher.sentOne());
        passInSteps(100, Duration.ofMillis(50));

        assertThat(dispatcher.wakeUps).isZero();
    }

    @Test
    void isNotWokenWhileAnAttemptIsUnderWayOrItsDelayRuns() {
        dispatcher.publish(ANN);
        passInSteps(20, Duration.ofMillis(50));
        dispatcher.ends(dispatcher.sentOne(), 500);
        passInSteps(80, Duration.ofMillis(50));

        assertThat(dispatcher.wakeUps).isZero();
        passInSteps(40, Duration.ofMillis(50));
        assertThat(dispatcher.wakeUps).isEqualTo(1);
        assertThat(dispatcher.sent()).hasSize(1);
    }

    @Test
    void isNotWokenForAnEnvironmentWithoutAnEndpoint() {
        dispatcher.publish(ANN);
        dispatcher.settings(ACME, WebhookSettings.OFF);
        dispatcher.ends(dispatcher.sentOne(), 500);
        passInSteps(10, Duration.ofSeconds(10));

        assertThat(dispatcher.wakeUps).isZero();
        dispatcher.turnOn(ACME);
        dispatcher.pass(Duration.ofMillis(50));
        assertThat(dispatcher.sent()).hasSize(1);
    }

    @Test
    void isNotWokenWhileNoPlaceIsFree() {
        for (int i = 0; i < 100; i++) {
            dispatcher.publish(customer("many-" + i));
        }
        passInSteps(20, Duration.ofMillis(50));

        assertThat(dispatcher.wakeUps).isZero();
    }

    @Test
    void aLostWakeUpIsSentAgainAfterASecond() {
        dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        dispatcher.losesWakeUps = true;
        dispatcher.pass(Duration.ofSeconds(6));
        passInSteps(18, Duration.ofMillis(50));
        assertThat(dispatcher.wakeUps).isEqualTo(1);

        dispatcher.losesWakeUps = false;
        passInSteps(3, Duration.ofMillis(50));
        assertThat(dispatcher.wakeUps).isEqualTo(2);
        assertThat(dispatcher.sent()).hasSize(1);
    }
}
