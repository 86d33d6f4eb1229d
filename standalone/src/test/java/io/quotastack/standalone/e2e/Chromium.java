package io.quotastack.standalone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/**
 * The system's own Chromium without a window, spoken to by its DevTools protocol over the JDK's WebSocket: what a driver
 * does, without the 200 MB that one brings. Each page that it opens is a tab of its own, with storage of its own.
 */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome",
            "google-chrome-stable");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final WebSocket socket;
    private final Received received;

    private Chromium(Process process, WebSocket socket, Received received) {
        this.process = process;
        this.socket = socket;
        this.received = received;
    }

    /** The one that is on the PATH. */
    static Optional<Path> installed() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with a profile of its own in that directory. */
    static Chromium start(Path executable, Path directory) throws IOException {
        Process process = new ProcessBuilder(executable.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + directory, "about:blank").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        var received = new Received();
        URI address = URI.create(address(process));
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, received).join();
        return new Chromium(process, socket, received);
    }

    private static String address(Process process) throws IOException {
        BufferedReader output = process.errorReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.ofVirtual().start(() -> output.lines().forEach(unused -> {}));
                return listening.group(1);
            }
        }
        throw new IllegalStateException("Chromium ended at its start with " + process.onExit().join().exitValue());
    }

    /** A new tab that is at no address yet. */
    BrowserTab newTab() {
        String context = call("", "Target.createBrowserContext", Map.of()).required("browserContextId").textValue();
        String target = call("", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .required("targetId").textValue();
        String session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .required("sessionId").textValue();
        return new BrowserTab(this, session);
    }

    /** What the browser answers to a command. */
    JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = received.ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        received.waiting.put(id, answer);
        String message = new String(
                Json.bytes(session.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of("id", id, "method", method, "params", parameters, "sessionId", session)),
                StandardCharsets.UTF_8);
        socket.sendText(message, true).join();
        JsonNode given = answer.orTimeout(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS).join();
        if (given.at("/error/message").asText().equals("Inspected target navigated or closed")) {
            throw new PageLeftException(method);
        }
        if (given.has("error")) {
            throw new AssertionError(method + ": " + given.get("error"));
        }
        return given.path("result");
    }

    /** Events of a tab so far, of that name. */
    List<JsonNode> events(String session, String method) {
        return received.events.stream().filter(event -> event.path("sessionId").asText().equals(session)
                && event.path("method").asText().equals(method)).map(event -> event.path("params")).toList();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    /** The page that was asked is not the tab's any more. */
    static final class PageLeftException extends AssertionError {
        private static final long serialVersionUID = 1L;

        PageLeftException(String method) {
            super(method + ": the page was left meanwhile");
        }
    }

    /** One message at a time, put together of its parts. */
    private static final class Received implements WebSocket.Listener {

        private final AtomicInteger ids = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void take(String message) {
            JsonNode node;
            try {
                node = Json.MAPPER.readTree(message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            CompletableFuture<JsonNode> asked = waiting.remove(node.path("id").asInt());
            if (asked == null) {
                events.add(node);
            } else {
                asked.complete(node);
            }
        }
    }
}
