package io.quotastack.standalone.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.quotastack.schemas.topic.Topics;

/** The API and the registry of a running process, asked over HTTP. */
final class ServiceCheck implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final int SHOWN = 200;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    List<Finding> api(String url) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            HttpResponse<String> ready = get(url + "/readyz");
            findings.add(ready.statusCode() == 200
                    ? Finding.ok("API", url + " is ready")
                    : Finding.wrong("API", url + " is not ready: " + shown(ready.body()),
                            "wait for what it names, or look into its log"));
            findings.addAll(clock(ready));
        } catch (IOException e) {
            findings.add(Finding.wrong("API", url + " does not answer: " + e,
                    "give the port it was started with (--port), or look into its log"));
        }
        return findings;
    }

    /** The time of the process beside ours. */
    private static List<Finding> clock(HttpResponse<String> answer) {
        return answer.headers().firstValue("Date").map(date -> {
            Duration skew = Duration.between(
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(), Instant.now()).abs();
            return skew.compareTo(SKEW) > 0
                    ? Finding.wrong("clock", "that of the process and this one are " + skew.toSeconds() + " s apart",
                            "set them right: what is decided at a wrong time cannot be taken back")
                    : Finding.ok("clock", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }).stream().toList();
    }

    Finding registry(String url) throws InterruptedException {
        try {
            HttpResponse<String> subjects = get(url + "/subjects");
            String wanted = Topics.USAGE_EVENTS.name() + "-value";
            if (subjects.statusCode() == 200 && subjects.body().contains("\"" + wanted + "\"")) {
                return Finding.ok("registry", url);
            }
            return Finding.wrong("registry", url + " has no subject " + wanted + ": " + subjects.statusCode() + " "
                    + shown(subjects.body()), "restart the process, which registers it");
        } catch (IOException e) {
            return Finding.wrong("registry", url + " does not answer: " + e,
                    "give the port it was started with (--registry-port), or look into its log");
        }
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private static String shown(String body) {
        return body.substring(0, Math.min(SHOWN, body.length()));
    }

    @Override
    public void close() {
        http.close();
    }
}
