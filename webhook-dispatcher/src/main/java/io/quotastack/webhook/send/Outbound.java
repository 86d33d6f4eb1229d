package io.quotastack.webhook.send;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import io.quotastack.core.webhook.AttemptResult;

/**
 * One POST: 5 s in total from look-up to answer, no redirect followed, of the answer's body 1 KiB read. A 2xx whose body
 * takes longer than that is a 2xx all the same.
 */
final class Outbound implements AutoCloseable {

    private static final Duration TOTAL = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES = 1024;
    private static final int MOST_CONNECTIONS = 4_096;
    private static final int LONGEST_ERROR = 500;

    private final CloseableHttpClient client;
    private final CheckedResolver resolver;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("webhook-deadlines").daemon().factory());

    Outbound(boolean anyAddress, Clock clock) {
        this.clock = clock;
        this.deadlines.setRemoveOnCancelPolicy(true);
        this.resolver = new CheckedResolver(anyAddress, TOTAL);
        var timeout = Timeout.of(TOTAL);
        var connections = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(resolver)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX).setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout)
                        .setSocketTimeout(timeout).setIdleTimeout(Timeout.ofSeconds(30))
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(500)).build())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout).build()).build();
        this.client = HttpClients.custom().setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout).setRedirectsEnabled(false).build())
                .setUserAgent("QuotaStack-Webhooks").disableRedirectHandling().disableAutomaticRetries()
                .disableCookieManagement().disableAuthCaching().disableContentCompression()
                .evictIdleConnections(TimeValue.ofSeconds(30)).build();
    }

    /**
     * What is sent.
     *
     * @param timestamp of the attempt, in seconds
     */
    @SuppressWarnings("ArrayRecordComponent") // a body on its way out, never compared
    record Message(String webhookId, long timestamp, String signature, byte[] body) {}

    /** Sends it; however that ends is an attempt. */
    AttemptResult post(URI url, Message message) throws IOException {
        var request = new HttpPost(url);
        request.setHeader("webhook-id", message.webhookId());
        request.setHeader("webhook-timestamp", Long.toString(message.timestamp()));
        request.setHeader("webhook-signature", message.signature());
        request.setEntity(new ByteArrayEntity(message.body(), ContentType.APPLICATION_JSON));
        Instant at = clock.instant();
        long begun = System.nanoTime();
        ScheduledFuture<?> deadline = deadlines.schedule(request::cancel, TOTAL.toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse answer = client.executeOpen(null, request, null)) {
            String body = firstOf(answer.getEntity());
            return new AttemptResult(at, Duration.ofMillis(millisSince(begun)), answer.getCode(), "", body);
        } catch (IOException | RuntimeException e) {
            return unanswered(at, millisSince(begun), reason(e, millisSince(begun)));
        } finally {
            deadline.cancel(false);
        }
    }

    static AttemptResult unanswered(Instant at, long latencyMillis, String error) {
        return new AttemptResult(at, Duration.ofMillis(latencyMillis), 0,
                error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error, "");
    }

    /** What is behind the first KiB is never read: the connection is closed instead. */
    private static String firstOf(HttpEntity entity) {
        if (entity == null) {
            return "";
        }
        byte[] bytes = new byte[ANSWER_BYTES];
        int length = 0;
        try {
            InputStream in = entity.getContent();
            for (int read = 0; read >= 0 && length < bytes.length; length += Math.max(0, read)) {
                read = in.read(bytes, length, bytes.length - length);
            }
            if (length < bytes.length) {
                in.close();
            }
        } catch (IOException | RuntimeException cutOff) {
            // What came of the body before it broke off or time was up is what there is to show.
            return text(bytes, length);
        }
        return text(bytes, length);
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String reason(Exception e, long millis) {
        if (e instanceof CheckedResolver.AddressNotAllowedException || e instanceof UnknownHostException) {
            return String.valueOf(e.getMessage());
        }
        if (millis >= TOTAL.toMillis()) {
            return "no answer within " + TOTAL.toSeconds() + " s";
        }
        if (e instanceof ConnectException) {
            return "could not connect: " + e.getMessage();
        }
        return e instanceof SSLException ? "TLS failed: " + e.getMessage() : "no answer: " + e.getMessage();
    }

    private static long millisSince(long begunNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        resolver.close();
    }
}
