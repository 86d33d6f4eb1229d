package io.quotastack.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Sends a request again, under the same key, until it is answered or patience ends. */
final class Sending {

    /** Integers are read exactly, whatever their size, and so are fractions. */
    static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /** Refusals that callers decide by. */
    private static final Set<Integer> VALUES = Set.of(402, 404, 409, 422);
    /** Not now, or not known. */
    private static final Set<Integer> AGAIN = Set.of(429, 502, 503, 504);
    private static final String UNAVAILABLE = Problems.PREFIX + "unavailable";
    private static final int SHOWN_OF_A_BODY = 1_000;

    private final HttpClient http;
    private final HttpRequest request;
    private final String name;
    private final Optional<String> idempotencyKey;
    private final Patience patience;

    Sending(HttpClient http, String url, String apiKey, ApiRequest asked, Patience patience) {
        this.http = http;
        this.name = asked.method() + " " + asked.path().replaceFirst("\\?.*", "");
        this.idempotencyKey = asked.idempotencyKey();
        this.patience = patience.waiting(asked.preferredWait());
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + asked.path()))
                .header("X-API-Key", apiKey);
        asked.keyHeader().ifPresent(key -> builder.header("Idempotency-Key", key));
        asked.prefer().ifPresent(preference -> builder.header("Prefer", preference));
        asked.body().ifPresent(body -> builder.header("Content-Type", "application/json"));
        this.request = builder
                .method(asked.method(), asked.body().map(Sending::json).orElseGet(BodyPublishers::noBody)).build();
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a body that cannot be written as JSON", e);
        }
    }

    /**
     * Its answer.
     *
     * @throws QuotaStackException when there is none that a caller decides by
     */
    Result<JsonNode> untilAnswered() {
        long end = System.nanoTime() + patience.within().toNanos();
        boolean mayHaveTakenEffect = false;
        for (int attempts = 1;; attempts++) {
            long left = Math.max(1, end - System.nanoTime());
            switch (attempt(Math.min(patience.attemptWithin().toNanos(), left))) {
                case Attempt.Final(var result) -> {
                    return result;
                }
                case Attempt.Again again -> {
                    mayHaveTakenEffect |= idempotencyKey.isPresent() && !again.nothingDone();
                    long pause = pauseNanos(attempts, again.retryAfter());
                    if (attempts >= patience.attempts() || end - System.nanoTime() <= pause
                            || Thread.currentThread().isInterrupted() || !slept(pause)) {
                        throw new NotAnsweredException(name, attempts, again,
                                told(again.problem().flatMap(problem -> problem.details().requestId()), false),
                                mayHaveTakenEffect);
                    }
                }
            }
        }
    }

    /** Callers that were refused together come back apart. */
    private long pauseNanos(int attempts, Optional<Duration> retryAfter) {
        long longest = patience.longestPause().toNanos();
        long doubled = patience.firstPause().toNanos();
        for (int i = 1; i < attempts && doubled < longest; i++) {
            doubled *= 2;
        }
        doubled = Math.min(longest, doubled);
        long pause = doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        return Math.max(pause, retryAfter.map(Duration::toNanos).orElse(0L));
    }

    /** False when it was interrupted, which it still is. */
    private static boolean slept(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The request's own timeout would end with the headers of the answer; this one counts until its last byte. */
    private Attempt attempt(long withinNanos) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return understood(answer.get(withinNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return notKnown("no answer within " + TimeUnit.NANOSECONDS.toMillis(withinNanos) + " ms", e);
        } catch (ExecutionException e) {
            return notKnown(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notKnown("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static Attempt notKnown(String why, Throwable cause) {
        return new Attempt.Again(why, false, Optional.empty(), Optional.empty(), Optional.of(cause));
    }

    private Attempt understood(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        Optional<JsonNode> document = Optional.empty();
        Optional<IOException> fault = Optional.empty();
        try {
            document = Optional.of(JSON.readTree(response.body())).filter(node -> !node.isMissingNode());
        } catch (IOException e) {
            fault = Optional.of(e);
        }
        Optional<Problem> problem = document.flatMap(Problem::of);
        if (AGAIN.contains(status)) {
            return again(response, problem);
        }
        boolean replayed = response.headers().firstValue("X-Idempotent-Replayed").orElse("").equals("true");
        Told told = told(response.headers().firstValue("X-Request-Id"), replayed);
        boolean mayHaveTakenEffect = idempotencyKey.isPresent() && (status < 400 || status >= 500);
        if (status >= 200 && status < 300 && document.isPresent()) {
            return new Attempt.Final(new Result.Answered<>(status, document.get(), told));
        }
        if (status < 400 || problem.isEmpty()) {
            String shown = text.substring(0, Math.min(SHOWN_OF_A_BODY, text.length()));
            throw new UnexpectedAnswerException("no answer of QuotaStack's: " + shown, status, text, told,
                    mayHaveTakenEffect, fault.orElse(null));
        }
        if (!VALUES.contains(status)) {
            throw new ProblemException(problem.get(), told, mayHaveTakenEffect);
        }
        return new Attempt.Final(new Result.Refused<>(problem.get(), told));
    }

    private Told told(Optional<String> requestId, boolean replayed) {
        return new Told(idempotencyKey, requestId, replayed);
    }

    /** Refused before anything was done, by the contract; what a proxy says tells nothing of the kind. */
    private static Attempt again(HttpResponse<byte[]> response, Optional<Problem> problem) {
        int status = response.statusCode();
        boolean nothingDone = status == 429
                || problem.filter(known -> known.details().type().equals(UNAVAILABLE)).isPresent();
        return new Attempt.Again(problem.map(Problems::text).orElse(Integer.toString(status)), nothingDone, problem,
                response.headers().firstValue("Retry-After").flatMap(Sending::retryAfter), Optional.empty());
    }

    /** Seconds, or a date of HTTP's. */
    private static Optional<Duration> retryAfter(String header) {
        if (header.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        }
        try {
            Duration left = Duration.between(Instant.now(),
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeParseException e) {
            // Neither: the pause is ours to choose.
            return Optional.empty();
        }
    }
}
