package io.quotastack.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

@Timeout(60)
class SharedCallsTest {

    private final SharedCalls<String, String> calls = new SharedCalls<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void whoComesMeanwhileGetsTheSameAnswer() throws Exception {
        FutureTask<String> first = started(this::awaitedAnswer);
        FutureTask<String> second = started(() -> "of its own");

        answer.complete("shared");

        assertThat(first.get()).isEqualTo("shared");
        assertThat(second.get()).isEqualTo("shared");
        assertThat(calls.call("key", () -> "anew")).as("nothing is kept").isEqualTo("anew");
    }

    @Test
    void whatTheRegistrySaysIsSaidToAll() throws Exception {
        FutureTask<String> first = started(this::awaitedAnswer);
        FutureTask<String> second = started(() -> "of its own");

        answer.completeExceptionally(new Unavailable("down"));

        assertThat(catchThrowable(first::get)).hasCauseInstanceOf(Unavailable.class);
        assertThat(catchThrowable(second::get)).hasCauseInstanceOf(Unavailable.class);
    }

    @Test
    void whatBefellTheCallerAloneIsNoneOfTheOthers() throws Exception {
        FutureTask<String> first = started(this::awaitedAnswer);
        FutureTask<String> second = started(() -> "of its own");

        answer.completeExceptionally(new IllegalStateException("interrupted"));

        assertThat(catchThrowable(first::get)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(second.get()).isEqualTo("of its own");
    }

    private String awaitedAnswer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    /** A thread that has come as far as it can. */
    private FutureTask<String> started(Supplier<String> call) {
        var task = new FutureTask<>(() -> calls.call("key", call));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }
}
