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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new UnreachableException(node + " takes no connection", false, e);
        } catch (IOException e) {
            throw new UnreachableException(node + " did not answer: " + e, true, e);
        }
    }

    static URI uri(NodeAddress node, String name) {
        return URI.create("http://" + node + InternalServer.PATH + name);
    }

    private static CallFailure failure(NodeAddress node, HttpResponse<byte[]> response) throws UnreachableException {
        int status = response.statusCode();
        if (status == 401) {
            throw new UnreachableException(node + " knows another internal secret", false);
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
