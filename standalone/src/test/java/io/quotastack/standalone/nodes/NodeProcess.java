package io.quotastack.standalone.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quotastack.nodes.Main;
import io.quotastack.standalone.e2e.ChildJvm;
import io.quotastack.standalone.e2e.ProcessOutput;

/** One app as a child process, set by environment variables. Closing it kills it if it still runs. */
public final class NodeProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);
    private static final Pattern READY = Pattern
            .compile("quotastack \\S+ ready in [^:]*: (?:(http://\\S+), )?.*health (http://\\S+), kafka");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final ProcessOutput output;

    private NodeProcess(Process process) {
        this.process = process;
        this.output = new ProcessOutput(process, READY);
    }

    /** Launches an app and waits for nothing. */
    public static NodeProcess launch(Map<String, String> environment, String... arguments) {
        List<String> command = ChildJvm.command(Main.class, "-Xmx256m");
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUOTASTACK_"));
        builder.environment().putAll(environment);
        try {
            return new NodeProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Launches an app and waits until it says that it is ready. */
    public static NodeProcess start(Map<String, String> environment, String... arguments) {
        NodeProcess node = launch(environment, arguments);
        node.awaitReady();
        return node;
    }

    public Matcher awaitReady() {
        try {
            return output.ready().get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not get ready: " + e + "\n" + output.text(), e);
        }
    }

    /** What it serves beside its health. */
    public String url() {
        return awaitReady().group(1);
    }

    /** Status and body of an answer of its health port. */
    public HttpResponse<String> health(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(awaitReady().group(2) + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public String output() {
        return output.text();
    }

    /** Waits until its output has this. */
    public void awaitOutput(String text) throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!output.text().contains(text)) {
            if (System.nanoTime() - deadline >= 0 || !process.isAlive()) {
                throw new IllegalStateException("it did not say '" + text + "':\n" + output.text());
            }
            Thread.sleep(20);
        }
    }

    /** Waits until it ends by itself; answers its exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not end\n" + output.text());
        }
        output.awaitEnd();
        return process.exitValue();
    }

    /** SIGTERM; answers the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not stop\n" + output.text());
        }
        output.awaitEnd();
        return process.exitValue();
    }

    /** SIGKILL. */
    public void kill9() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGSTOP: it is there, and does nothing. */
    public void pause() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
