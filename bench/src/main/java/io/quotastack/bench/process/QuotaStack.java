package io.quotastack.bench.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.bench.http.Connection;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.schemas.json.Json;

/** {@code ./quotastack up} on free ports: what a user starts, through the same script. */
public final class QuotaStack implements AutoCloseable {

    /** The script, which says where it is; it becomes the process, so signals and measurements reach the product. */
    private static final String LAUNCHER = System.getProperty("quotastack.launcher", "./quotastack");
    private static final Pattern READY = Pattern
            .compile("quotastack ready in .*?: (http://[^ ,]+).*, kafka (\\S+), registry (\\S+)");
    private static final Pattern RESTORED = Pattern.compile("restored \\S+: (\\d+) rows");
    private static final Duration ANSWERING_WITHIN = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);
    private static final int OK = 200;

    private final ChildProcess process;
    private final MatchResult ready;
    private final StartUp startUp;
    private final Credentials credentials;

    /** From the launch of the JVM until it could serve. */
    public record StartUp(Duration time, Disturbance disturbance) {}

    private record Credentials(UUID tenantId, String liveKey, String testKey) {}

    private QuotaStack(ChildProcess process, MatchResult ready, StartUp startUp, Credentials credentials) {
        this.process = process;
        this.ready = ready;
        this.startUp = startUp;
        this.credentials = credentials;
    }

    /** Starts and waits until {@code /readyz} says yes. */
    public static QuotaStack start(Path dataDirectory, boolean fsync, OtherProcesses others)
            throws InterruptedException {
        OtherProcesses.Count count = others.count();
        long begun = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(LAUNCHER, "up", "--data-dir", dataDirectory.toString(), "--port",
                "0", "--kafka-port", "0", "--registry-port", "0"));
        if (!fsync) {
            command.add("--no-fsync");
        }
        ChildProcess process = ChildProcess.start(command, Map.of(), READY);
        MatchResult ready = process.awaitReady();
        try {
            awaitReadiness(URI.create(ready.group(1)));
            var startTime = Duration.ofNanos(System.nanoTime() - begun);
            return new QuotaStack(process, ready, new StartUp(startTime, count.disturbance()),
                    credentials(dataDirectory));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw new IllegalStateException("it is not ready: " + e.getMessage() + "\n" + process.output(), e);
        }
    }

    private static void awaitReadiness(URI api) throws IOException {
        byte[] question = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
        long deadline = System.nanoTime() + ANSWERING_WITHIN.toNanos();
        while (true) {
            try (Connection connection = Connection.to(api)) {
                if (connection.exchange(question) == OK) {
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("/readyz still says " + connection.body());
                }
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
    }

    private static Credentials credentials(Path dataDirectory) throws IOException {
        JsonNode json = Json.MAPPER.readTree(Files.readString(dataDirectory.resolve("credentials.json")));
        return new Credentials(UUID.fromString(json.required("tenant_id").textValue()),
                json.required("live_key").textValue(), json.required("test_key").textValue());
    }

    public URI api() {
        return URI.create(ready.group(1));
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return ready.group(2);
    }

    public String registry() {
        return ready.group(3);
    }

    /** The live environment of the tenant that the first start made. */
    public TenantEnvironment tenantEnvironment() {
        return new TenantEnvironment(credentials.tenantId(), Environment.LIVE);
    }

    public String liveKey() {
        return credentials.liveKey();
    }

    public String testKey() {
        return credentials.testKey();
    }

    public StartUp startUp() {
        return startUp;
    }

    public ProcessHandle handle() {
        return process.handle();
    }

    /** Rows of state that this start restored, as the product says; most after a kill, few or none after a clean stop. */
    public long restoredRows() {
        return RESTORED.matcher(process.output()).results().mapToLong(row -> Long.parseLong(row.group(1))).sum();
    }

    /** What it has written, both streams. */
    public String output() {
        return process.output();
    }

    /** SIGTERM; returns when it has ended. */
    public void stop() throws InterruptedException {
        process.stop();
    }

    /** SIGKILL: gone at once, nothing flushed, nothing said. */
    public void kill() {
        process.close();
    }

    @Override
    public void close() {
        kill();
    }
}
