package io.quotastack.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A client with one API key, for any number of threads. It waits for answers: give it a virtual thread where you would not.
 *
 * <p>What is asked most has a method; {@link #send} takes every operation there is. A write bears an idempotency key, yours
 * or a random one, and is sent again under the same one when the connection fails, an attempt takes too long, or the answer
 * is 429, 502, 503 or 504: so it takes effect once. Amounts are millicredits.
 *
 * <p>All methods throw {@link ProblemException} for requests that are wrong and for 500, {@link NotAnsweredException} when no
 * answer came in time, {@link UnexpectedAnswerException} for what is no answer of QuotaStack's, and
 * {@link IllegalArgumentException} for input that cannot be sent.
 */
public final class QuotaStackClient implements AutoCloseable {

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

    private final String url;
    private final String apiKey;
    private final Patience patience;
    private final HttpClient http;

    /**
     * A client with the standard patience.
     *
     * @param url where the API answers, without {@code /v1}
     * @param apiKey {@code qs_live_…}, {@code qs_test_…} or {@code qs_root_…}
     */
    public QuotaStackClient(URI url, String apiKey) {
        this(url, apiKey, Patience.STANDARD);
    }

    public QuotaStackClient(URI url, String apiKey, Patience patience) {
        // Redirects would carry the key elsewhere.
        this(url, apiKey, patience, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTED_WITHIN).followRedirects(HttpClient.Redirect.NEVER).build());
    }

    private QuotaStackClient(URI url, String apiKey, Patience patience, HttpClient http) {
        this.url = url.toString().replaceFirst("/+$", "");
        this.apiKey = apiKey;
        this.patience = patience;
        this.http = http;
    }

    /** The same client with another patience. It shares connections with this one, which is the one to close. */
    public QuotaStackClient with(Patience other) {
        return new QuotaStackClient(URI.create(url), apiKey, other, http);
    }

    /** Any operation; its answer as it came. */
    public Result<JsonNode> send(ApiRequest request) {
        return new Sending(http, url, apiKey, request, patience).untilAnswered();
    }

    /**
     * All rows of a list; pages are asked for as they are needed. A problem is thrown.
     *
     * @param path of the list, percent-encoded, with its query
     */
    public Stream<JsonNode> rows(String path) {
        return StreamSupport.stream(new Rows(this, path), false);
    }

    /** A customer's ledger from its first entry on. */
    public Stream<JsonNode> ledger(CustomerName customer) {
        return rows(customer.path("/ledger"));
    }

    /** A customer's balances. */
    public Result<Balances> balances(CustomerName customer) {
        return send(ApiRequest.get(customer.path("/credits"))).map(Balances::of);
    }

    /** Whether a customer can afford so many units now: exact, it sees every write that was answered before. */
    public Result<Entitlement> check(CustomerName customer, String metric, long units) {
        return send(ApiRequest.get(customer.path("/entitlements/" + ApiRequest.segment(metric) + "?units=" + units)))
                .map(Entitlement::of);
    }

    /** Checks that come to a decision when the service does not answer, too. */
    public Checks checks(Checks.Settings settings) {
        return new Checks(this, settings);
    }

    /**
     * Charges a usage event, and waits for the debit.
     *
     * @param eventId charged once for the customer, as long as the ledger is kept: derive it from the job
     */
    public Result<Charge> recordUsage(String eventId, CustomerName customer, String metric, long units) {
        return recordUsage(eventId, customer, metric, units, Map.of());
    }

    public Result<Charge> recordUsage(String eventId, CustomerName customer, String metric, long units,
            Map<String, String> metadata) {
        return send(ApiRequest.post("/v1/usage",
                with(customer, Map.of("billable_metric_key", metric, "units", units, "metadata", metadata)))
                .under(eventId)).map(Charge::of);
    }

    /** Takes a usage event back and refunds it. */
    public Result<Balances> voidUsage(String idempotencyKey, CustomerName customer, String eventId, String reason) {
        return send(ApiRequest.post("/v1/usage/" + ApiRequest.segment(eventId) + "/void",
                with(customer, Map.of("reason", reason))).under(idempotencyKey)).map(Balances::of);
    }

    /**
     * Grants a block of credits.
     *
     * @param more other members of the request: {@code reason}, {@code expires_in_seconds}, {@code priority} …
     */
    public Result<Balances> grant(String idempotencyKey, CustomerName customer, long credits, Map<String, ?> more) {
        var body = new LinkedHashMap<String, Object>(more);
        body.put("credits", credits);
        return send(ApiRequest.post(customer.path("/credits/grant"), body).under(idempotencyKey)).map(Balances::of);
    }

    /** Holds the cost of so many units. */
    public Result<Hold> reserve(String idempotencyKey, CustomerName customer, String metric, long estimatedUnits,
            Duration ttl) {
        return hold(ApiRequest.post("/v1/reserve", with(customer, Map.of("billable_metric_key", metric,
                "estimated_units", estimatedUnits, "ttl_seconds", ttl.toSeconds()))).under(idempotencyKey));
    }

    /** Holds plain credits. */
    public Result<Hold> reserveCredits(String idempotencyKey, CustomerName customer, long credits, Duration ttl) {
        return hold(ApiRequest.post("/v1/reserve",
                with(customer, Map.of("credits", credits, "ttl_seconds", ttl.toSeconds()))).under(idempotencyKey));
    }

    /** Charges what a job on a metric came to. A hold ends once: sent again after an answer, it is refused. */
    public Result<Hold> commit(String reservationId, long actualUnits) {
        return end(reservationId, "commit", Map.of("actual_units", actualUnits));
    }

    public Result<Hold> commitCredits(String reservationId, long credits) {
        return end(reservationId, "commit", Map.of("credits", credits));
    }

    /** Gives all of it back. */
    public Result<Hold> release(String reservationId) {
        return end(reservationId, "release", Map.of());
    }

    private Result<Hold> end(String reservationId, String how, Map<String, ?> body) {
        return hold(ApiRequest.post("/v1/reserve/" + ApiRequest.segment(reservationId) + "/" + how, body));
    }

    private Result<Hold> hold(ApiRequest request) {
        return send(request).map(Hold::of);
    }

    private static Map<String, Object> with(CustomerName customer, Map<String, ?> members) {
        var body = new LinkedHashMap<String, Object>(customer.member());
        body.putAll(members);
        return body;
    }

    /** Ends its connections. */
    @Override
    public void close() {
        http.close();
    }
}
