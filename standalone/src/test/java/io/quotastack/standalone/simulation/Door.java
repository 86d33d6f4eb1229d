package io.quotastack.standalone.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.ApiDoor;
import io.quotastack.api.ApiLimits;
import io.quotastack.api.ApiServer;
import io.quotastack.api.http.RequestPipeline;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.WebhookGateway;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.secret.SecretBox;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The HTTP API of one node, all of it but the socket. */
final class Door {

    private static final ApiDoor HERE = new ApiDoor("127.0.0.1", 0, Set.of(), Set.of(), false);
    private static final PrometheusMeterRegistry METRICS = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static final SecretBox SECRETS = new SecretBox(MasterKey.of(MasterKey.fresh()), List.of());

    private final RequestPipeline pipeline;

    /** A request as a client sends it. */
    record Sent(String method, String path, Map<String, String> headers, String body) {

        static Sent get(String path) {
            return new Sent("GET", path, Map.of("Host", "127.0.0.1"), "");
        }

        static Sent post(String path, String idempotencyKey, String body) {
            return new Sent("POST", path, Map.of("Host", "127.0.0.1", "Idempotency-Key", idempotencyKey,
                    "Content-Type", "application/json"), body);
        }

        Sent with(String header, String value) {
            var more = new TreeMap<>(headers);
            more.put(header, value);
            return new Sent(method, path, more, body);
        }

        Optional<String> header(String name) {
            return headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue).findFirst();
        }
    }

    /** What came back. */
    record Answered(int status, Map<String, String> headers, String body) {

        /** The id of the command that it answers. */
        String requestId() {
            return headers.getOrDefault("X-Request-Id", "");
        }
    }

    Door(LedgerGateway ledger, ConfigGateway configs) {
        var webhooks = (WebhookGateway) Proxy.newProxyInstance(Door.class.getClassLoader(),
                new Class<?>[] {WebhookGateway.class}, notThere());
        this.pipeline = ApiServer.pipeline(HERE, ledger, configs, new WebhookParts(webhooks, SECRETS, false),
                List::of, key -> {}, METRICS, ApiLimits.DEFAULT);
    }

    Answered serve(Sent sent) {
        var status = new int[1];
        Map<String, String> headers = new TreeMap<>();
        var body = new ByteArrayOutputStream();
        try {
            pipeline.serve(request(sent), response(status, headers, body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answered(status[0], headers, body.toString(UTF_8));
    }

    private static HttpServletRequest request(Sent sent) {
        byte[] body = sent.body().getBytes(UTF_8);
        return (HttpServletRequest) Proxy.newProxyInstance(Door.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getMethod" -> sent.method();
                    case "getRequestURI" -> sent.path().split("\\?", 2)[0];
                    case "getQueryString" -> sent.path().contains("?") ? sent.path().split("\\?", 2)[1] : null;
                    case "getHeader" -> sent.header((String) arguments[0]).orElse(null);
                    case "getHeaders" -> Collections.enumeration(sent.header((String) arguments[0]).stream().toList());
                    case "getContentType" -> sent.header("Content-Type").orElse(null);
                    case "getContentLengthLong" -> (long) body.length;
                    case "getInputStream" -> new Input(body);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static HttpServletResponse response(int[] status, Map<String, String> headers,
            ByteArrayOutputStream body) {
        return (HttpServletResponse) Proxy.newProxyInstance(Door.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                    case "setStatus" -> {
                        status[0] = (int) arguments[0];
                        yield null;
                    }
                    case "setContentType", "setContentLength", "flushBuffer" -> null;
                    case "getOutputStream" -> new Output(body);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static InvocationHandler notThere() {
        return (proxy, method, arguments) -> {
            throw new UnsupportedOperationException("webhooks are not part of the simulation: " + method.getName());
        };
    }

    private static final class Input extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Input(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(jakarta.servlet.ReadListener listener) {
            throw new UnsupportedOperationException("read as a stream");
        }
    }

    private static final class Output extends ServletOutputStream {

        private final ByteArrayOutputStream bytes;

        Output(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(jakarta.servlet.WriteListener listener) {
            throw new UnsupportedOperationException("written as a stream");
        }
    }
}
