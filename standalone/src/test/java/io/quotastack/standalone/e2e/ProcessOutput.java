package io.quotastack.standalone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a child process writes, read until it ends, so that it never blocks on a full pipe. */
public final class ProcessOutput {

    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
    private final Thread reader;

    /** @param awaited the line that {@link #ready} is about */
    public ProcessOutput(Process process, Pattern awaited) {
        // A virtual one would keep its carrier while it waits for a line: two processes take both of two cores.
        reader = Thread.ofPlatform().daemon().name("output of quotastack").start(() -> read(process, awaited));
    }

    private void read(Process process, Pattern awaited) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (text) {
                    text.append(line).append('\n');
                }
                Matcher matcher = awaited.matcher(line);
                if (matcher.find()) {
                    ready.complete(matcher);
                }
            }
            ready.completeExceptionally(new IllegalStateException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** Completes with the first line that matches; fails when the process ends before. */
    public CompletableFuture<Matcher> ready() {
        return ready;
    }

    /** All so far. */
    public String text() {
        synchronized (text) {
            return text.toString();
        }
    }

    public void awaitEnd() throws InterruptedException {
        reader.join();
    }
}
