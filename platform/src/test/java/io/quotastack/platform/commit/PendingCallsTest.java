package io.quotastack.platform.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;

class PendingCallsTest {

    private static final CompletableFuture<Long> DURABLE = CompletableFuture.completedFuture(0L);

    private final PendingCalls<String> calls = new PendingCalls<>(2, Duration.ofMinutes(1));

    @Test
    void answersTheCallerOfTheCommand() {
        CompletableFuture<String> answer = calls.call("a", () -> DURABLE);

        calls.of("a").orElseThrow().complete("done");

        assertThat(answer).isCompletedWithValue("done");
        assertThat(calls.count()).isZero();
    }

    @Test
    void refusesOneMoreThanMayWait() {
        CompletableFuture<String> first = calls.await("a");
        CompletableFuture<String> second = calls.await("b");

        assertThatThrownBy(() -> calls.await("c")).isInstanceOf(OverloadedException.class);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void endsAsPendingWhatIsNotDecidedInTime() {
        var impatient = new PendingCalls<String>(1, Duration.ZERO);

        assertThat(impatient.await("a")).failsWithin(Duration.ofMinutes(1)).withThrowableThat()
                .withCauseInstanceOf(OutcomePendingException.class);
    }

    @Test
    void endsAsPendingWhatMayBeDurable() {
        CompletableFuture<String> answer = calls.call("a",
                () -> CompletableFuture.failedFuture(new TimeoutException("no acknowledgement")));

        assertThat(answer.exceptionNow()).isInstanceOf(OutcomePendingException.class);
    }

    @Test
    void failsWhatCanNeverBeDurable() {
        CompletableFuture<String> answer = calls.call("a",
                () -> CompletableFuture.failedFuture(new RecordTooLargeException("5 MiB")));

        assertThat(answer.exceptionNow()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsAsPendingWhatWaitsAtTheEnd() {
        CompletableFuture<String> answer = calls.await("a");

        calls.close();

        assertThat(answer.exceptionNow()).isInstanceOf(OutcomePendingException.class);
    }
}
