package io.quotastack.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that is measured, and what it writes. Closing kills it. */
final class ChildProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final StringBuilder output = new StringBuilder();
    private final CompletableFuture<MatchResult> ready = new CompletableFuture<>();

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts a command; {@link #awaitReady} waits for a line like {@code ready}. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Pattern ready) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var child = new ChildProcess(builder.start());
            // A benchmark that is interrupted leaves nothing running behind.
            Runtime.getRuntime().addShutdownHook(new Thread(child::close));
            Thread.ofVirtual().name("output of " + command.getFirst()).start(() -> child.read(ready));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Pattern readyLine) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.append(line).append('\n');
                }
                Matcher matcher = readyLine.matcher(line);
                if (matcher.find()) {
                    ready.complete(matcher.toMatchResult());
                }
            }
            ready.completeExceptionally(new IllegalStateException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    MatchResult awaitReady() throws InterruptedException {
        try {
            return ready.get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException("it did not get ready:\n" + output(), e);
        }
    }

    /** All that it wrote so far, both streams. */
    String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new IllegalStateException("it did not stop:\n" + output());
        }
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
