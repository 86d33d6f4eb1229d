package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.Main;

/**
 * {@code quotastack up} as a child process on free ports: the test's own class path and JVM. Starting again on the same
 * directory is a restart. Closing it kills it if it still runs.
 */
public final class QuotaStackProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    /** Verifying waits for what a kill left open, and what looks for damage looks again before it believes it. */
    private static final Duration ENDED_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(15);
    private static final Pattern READY = Pattern
            .compile("quotastack ready in [^:]*: (http://\\S+) .*kafka (\\S+), registry (\\S+)");

    private final Process process;
    private final Path dataDirectory;
    private final ProcessOutput output;
    private final Matcher ready;
    /** Its end is what the test wants. */
    private boolean endIsWanted;

    private QuotaStackProcess(Process process, Path dataDirectory, ProcessOutput output, Matcher ready) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.output = output;
        this.ready = ready;
    }

    /** Starts and waits until it says that it is ready. Fails with its output when it exits or takes too long. */
    public static QuotaStackProcess start(Path dataDirectory, String... moreOptions) {
        return start(dataDirectory, Map.of(), List.of(), List.of(moreOptions));
    }

    /** The same with more variables in its environment. */
    static QuotaStackProcess start(Path dataDirectory, Map<String, String> environment, String... moreOptions) {
        return start(dataDirectory, environment, List.of(), List.of(moreOptions));
    }

    /** The same with transactions that commit so late that a kill comes before; less than the 10 s that one may be open. */
    static QuotaStackProcess startCommittingLate(Path dataDirectory, Duration within, String... moreOptions) {
        return start(dataDirectory, Map.of(), List.of("-Dquotastack.commitWithinMillis=" + within.toMillis()),
                List.of(moreOptions));
    }

    private static QuotaStackProcess start(Path dataDirectory, Map<String, String> environment,
            List<String> jvmOptions, List<String> moreOptions) {
        var command = new ArrayList<>(List.of("up", "--data-dir", dataDirectory.toString(), "--port", "0",
                "--kafka-port", "0", "--registry-port", "0"));
        command.addAll(moreOptions);
        Process process = launch(environment, jvmOptions, command);
        var output = new ProcessOutput(process, READY);
        try {
            Matcher ready = output.ready().get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return new QuotaStackProcess(process, dataDirectory, output, ready);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while quotastack started", e);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("quotastack did not get ready: " + e + "\n" + output.text(), e);
        }
    }

    /** Runs a command that is expected to end by itself. */
    public static Ended run(String... command) throws InterruptedException {
        Process process = launch(Map.of(), List.of(), List.of(command));
        return ended(process, new ProcessOutput(process, READY));
    }

    /** {@code quotastack verify}, beside a process on that directory or without one. */
    static Ended verify(Path dataDirectory) throws InterruptedException {
        return run("verify", "--data-dir", dataDirectory.toString());
    }

    /** Waits until it ends by itself. */
    Ended awaitEnd() throws InterruptedException {
        endIsWanted = true;
        return ended(process, output);
    }

    private static Ended ended(Process process, ProcessOutput output) throws InterruptedException {
        if (!process.waitFor(ENDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("quotastack did not end\n" + output.text());
        }
        output.awaitEnd();
        return new Ended(process.exitValue(), output.text());
    }

    /** How a process ended, and all that it wrote. */
    public record Ended(int exitCode, String output) {

        /** A verification that found all as it should be. */
        Ended expectVerified() {
            assertThat(output).contains("quotastack verified in");
            assertThat(exitCode).as(output).isZero();
            return this;
        }
    }

    private static Process launch(Map<String, String> environment, List<String> jvmOptions, List<String> arguments) {
        var options = new ArrayList<>(List.of("-Dquotastack.unflushed.bytes=0"));
        options.addAll(jvmOptions);
        List<String> command = ChildJvm.command(Main.class, options.toArray(String[]::new));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI api() {
        return URI.create(ready.group(1));
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return ready.group(2);
    }

    public URI registry() {
        return URI.create(ready.group(3));
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    public long pid() {
        return process.pid();
    }

    /** All it has written so far, both streams. */
    public String output() {
        return output.text();
    }

    /** A member of credentials.json: {@code tenant_id}, {@code live_key}, {@code test_key}, {@code root_key}. */
    public String credential(String member) {
        try {
            JsonNode credentials = Json.MAPPER.readTree(Files.readString(dataDirectory.resolve("credentials.json")));
            return credentials.required(member).textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that bears the live key. */
    public Api live() {
        return new Api(api(), credential("live_key"));
    }

    /** A client that bears the test key. */
    public Api test() {
        return new Api(api(), credential("test_key"));
    }

    /** A client that bears the operator's key. */
    public Api root() {
        return new Api(api(), credential("root_key"));
    }

    /** SIGKILL: gone at once, nothing flushed, nothing said. */
    public void kill9() throws InterruptedException {
        endIsWanted = true;
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; answers the exit code. */
    public int terminate() throws InterruptedException {
        endIsWanted = true;
        process.destroy();
        if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("quotastack did not stop\n" + output.text());
        }
        output.awaitEnd();
        return process.exitValue();
    }

    /** Says what it wrote when it ended by itself and nobody wanted that: the test sees only that nobody answers. */
    @Override
    public void close() {
        if (!endIsWanted && !process.isAlive()) {
            System.out.println("quotastack ended by itself with " + process.exitValue() + ":\n" + output.text());
        }
        process.destroyForcibly();
        process.onExit().join();
    }
}
