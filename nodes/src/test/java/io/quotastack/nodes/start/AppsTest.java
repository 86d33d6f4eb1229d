package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.gateway.App;

class AppsTest {

    private static final Duration PATIENCE = Duration.ofMillis(1);

    private final RunningParts parts = new RunningParts();
    private final Apps apps = new Apps(parts);

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void areReadyWhileEachOfThemIs() throws Exception {
        FakeApp ledger = apps.start("ledger", new FakeApp(), PATIENCE);
        FakeApp webhooks = apps.start("webhooks", new FakeApp(), PATIENCE);
        ledger.ready.complete(null);
        assertThat(apps.notReady()).isNotEmpty();

        webhooks.ready.complete(null);
        apps.awaitReady();

        assertThat(apps.notReady()).isEmpty();
    }

    @Test
    void oneThatIsNotReadyInTimeKeepsTheProcessFromStarting() {
        apps.start("ledger", new FakeApp(), PATIENCE);

        assertThatThrownBy(apps::awaitReady).isInstanceOf(CannotStartException.class).hasMessageContaining("ledger");
    }

    @Test
    void theFailureOfOneIsThatOfTheProcess() {
        apps.start("ledger", new FakeApp(), PATIENCE);
        FakeApp webhooks = apps.start("webhooks", new FakeApp(), PATIENCE);
        assertThat(apps.failure()).isEmpty();

        var broken = new IllegalStateException("broken");
        webhooks.failure = Optional.of(broken);

        assertThat(apps.failure()).containsSame(broken);
    }

    @Test
    void anAppIsClosedWithTheOtherParts() {
        FakeApp ledger = apps.start("ledger", new FakeApp(), PATIENCE);

        parts.close();

        assertThat(ledger.started).isTrue();
        assertThat(ledger.closed).isTrue();
    }

    private static final class FakeApp implements App {

        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private Optional<Throwable> failure = Optional.empty();
        private boolean started;
        private boolean closed;

        @Override
        public void start() {
            started = true;
        }

        @Override
        public CompletableFuture<Void> ready() {
            return ready;
        }

        @Override
        public boolean isReady() {
            return ready.isDone() && failure.isEmpty();
        }

        @Override
        public Optional<Throwable> failure() {
            return failure;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
