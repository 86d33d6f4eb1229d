package io.quotastack.webhook.send;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.gateway.trace.TraceSpan;

/**
 * One POST: 5 s in total from look-up to answer, no redirect followed, of the answer's body 1 KiB read. A 2xx whose body
 * takes longer than that is a 2xx all the same.
 */
final class Outbound implements AutoCloseable {

    private static final Duration TOTAL = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES = 1024;
    private static final int MOST_CONNECTIONS = 4_096;
    private static final int LONGEST_ERROR = 500;
    /** What the client says of an address that it could not connect to stands before it. */
    private static final String FAILED = "] failed: ";

    private final CloseableHttpClient client;
    private final CheckedResolver resolver;
    private final boolean keepsAnswers;
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("webhook-deadlines").daemon().factory());

    /** @param keepsAnswers whether the beginning of an answer's body is kept, and so shown to the tenant */
    Outbound(boolean anyAddress, boolean keepsAnswers) {
        this.keepsAnswers = keepsAnswers;
        this.deadlines.setRemoveOnCancelPolicy(true);
        this.resolver = new CheckedResolver(anyAddress, TOTAL);
        var timeout = Timeout.of(TOTAL);
        var connections = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(resolver)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(BoundedHeads.LINES)
                        .responseParserFactory(new BoundedHeads()).build())
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
     * @param at when the attempt was begun: its {@code webhook-timestamp}
     * @param span of the attempt, which the receiver can go on with
     */
    @SuppressWarnings("ArrayRecordComponent") // a body on its way out, never compared
    record Message(String webhookId, Instant at, String signature, byte[] body, TraceSpan span) {}

    /** Sends it; however that ends is an attempt. */
    AttemptResult post(TenantEnvironment tenantEnvironment, URI url, Message message) throws IOException {
        var request = new HttpPost(url);
        request.setHeader("webhook-id", message.webhookId());
        request.setHeader("webhook-timestamp", Long.toString(message.at().getEpochSecond()));
        request.setHeader("webhook-signature", message.signature());
        message.span().writeTo(request::setHeader);
        request.setEntity(new ByteArrayEntity(message.body(), ContentType.APPLICATION_JSON));
        long begun = System.nanoTime();
        ScheduledFuture<?> deadline = deadlines.schedule(request::cancel, TOTAL.toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse answer = resolver.lookingUpFor(tenantEnvironment, () -> open(request))) {
            String body = firstOf(answer.getEntity());
            return new AttemptResult(message.at(), Duration.ofMillis(millisSince(begun)), answer.getCode(), "",
                    keepsAnswers ? body : "");
        } catch (IOException | RuntimeException e) {
            return unanswered(message.at(), millisSince(begun), reason(e, millisSince(begun)));
        } finally {
            deadline.cancel(false);
        }
    }

    /**
     * A receiver may close a connection that it has answered on, and without saying so: then the request finds nobody, which
     * is no failed attempt. It is sent again until the connection is a new one; each that fails is one less in the pool.
     */
    private ClassicHttpResponse open(HttpPost request) throws IOException {
        while (true) {
            HttpClientContext context = HttpClientContext.create();
            try {
                return client.executeOpen(null, request, context);
            } catch (NoHttpResponseException | SocketException e) {
                if (request.isCancelled() || !wasUsedBefore(context)) {
                    throw e;
                }
            }
        }
    }

    private static boolean wasUsedBefore(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getResponseCount() > 0;
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
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnknownHostException) {
            return message;
        }
        if (millis >= TOTAL.toMillis()) {
            return "no answer within " + TOTAL.toSeconds() + " s";
        }
        int failed = message.indexOf(FAILED);
        if (e instanceof ConnectException || failed >= 0) {
            return "could not connect: " + (failed < 0 ? message : message.substring(failed + FAILED.length()));
        }
        return e instanceof SSLException ? "TLS failed: " + message : "no answer: " + message;
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
