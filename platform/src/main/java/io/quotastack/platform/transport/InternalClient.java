package io.quotastack.platform.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quotastack.gateway.trace.Traces;
import io.quotastack.platform.wire.NodeAddress;

/** Calls other nodes at their internal ports; connections are kept. */
public final class InternalClient implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN).executor(threads).build();
    private final Optional<InternalSecret> secret;

    public InternalClient(Optional<InternalSecret> secret) {
        this.secret = secret;
    }

    /**
     * The node's answer; blocks the calling thread. Throws what the node threw, as {@link CallFailure} tells of it.
     *
     * @param within after that long the node counts as out of reach
     */
    byte[] call(NodeAddress node, String name, byte[] body, Duration within)
            throws UnreachableException, InterruptedException {
        HttpResponse<byte[]> response = send(node, name, body, within);
        if (response.statusCode() == 200) {
            return response.body();
        }
        throw failure(node, response).toException();
    }

    private HttpResponse<byte[]> send(NodeAddress node, String name, byte[] body, Duration within)
            throws UnreachableException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(node, name)).timeout(within)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        secret.ifPresent(known -> request.header("Authorization", known.header()));
        Traces.write(request::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answered = http.sendAsync(request.build(),
                HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own time ends with the headers of the answer; a node can freeze behind them.
            return answered.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answered.cancel(true);
            throw new UnreachableException(node + " did not answer within " + within.toMillis() + " ms", true, e);
        } catch (InterruptedException e) {
            answered.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw unreachable(node, Optional.ofNullable(e.getCause()).orElse(e));
        }
    }

    private static UnreachableException unreachable(NodeAddress node, Throwable cause) {
        return switch (cause) {
            case ConnectException e -> new UnreachableException(node + " takes no connection", false, e);
            case HttpConnectTimeoutException e -> new UnreachableException(node + " takes no connection", false, e);
            case IOException e -> new UnreachableException(node + " did not answer: " + e, true, e);
            default -> throw new IllegalStateException("a call of " + node + " failed", cause);
        };
    }

    static URI uri(NodeAddress node, String name) {
        return URI.create("http://" + node + InternalServer.PATH + name);
    }

    private static CallFailure failure(NodeAddress node, HttpResponse<byte[]> response) throws UnreachableException {
        int status = response.statusCode();
        if (status == 401) {
            throw new UnreachableException(node + " knows another internal secret than this node", false);
        }
        if (status == 404 || status == 411 || status == 413) {
            throw new IllegalStateException(node + " does not take " + response.uri().getPath() + ": status " + status);
        }
        try {
            return CallFailure.read(response.body());
        } catch (IllegalArgumentException e) {
            throw new UnreachableException(node + " answered with status " + status + " and no reason", true, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
