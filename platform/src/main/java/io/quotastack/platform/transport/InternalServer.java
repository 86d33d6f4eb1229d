package io.quotastack.platform.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.gateway.App;
import io.quotastack.gateway.HostNames;
import io.quotastack.gateway.MemoryShares;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.Traces;

/**
 * The internal port: takes the calls of other nodes, of those who know the secret. Calls in hand, their bodies and the
 * connections are bounded; what is beyond is refused before anything of it is done.
 */
public final class InternalServer implements App {

    /** The version that all calls have; a change that an older node cannot read takes the next. */
    public static final String PATH = "/internal/v1/";

    /** A batch of events at the API's limit fits, however it is written. */
    public static final int MOST_BODY_BYTES = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(InternalServer.class);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);
    private static final String RETRY_SECONDS = "1";
    private static final int KIB = 1_024;

    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector;
    private final Settings settings;
    private final Map<String, InternalCall> calls;
    private final Semaphore room;
    private final Semaphore roomForBodies;
    private final MemoryShares bodiesOfOwners;
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private volatile boolean closing;

    /**
     * Where it listens and how much it takes.
     *
     * @param port 0 for a free one, see {@link #port()}
     * @param secret without one it listens on the loopback only
     * @param mostInHand calls at a time
     * @param mostBodyBytesInHand of calls at a time; a third of it of those of one owner, see {@link InternalCall#ofOwner}
     */
    public record Settings(
            String host,
            int port,
            Optional<InternalSecret> secret,
            int mostInHand,
            long mostBodyBytesInHand) {

        /** Throws IllegalArgumentException when anybody could call. */
        public Settings {
            if (secret.isEmpty() && !HostNames.isLoopback(host)) {
                throw new IllegalArgumentException("without a secret the internal port listens on the loopback only, "
                        + "not on " + host);
            }
        }

        /** With the usual bounds. */
        public static Settings of(String host, int port, Optional<InternalSecret> secret) {
            return new Settings(host, port, secret, 10_000, 128L << 20);
        }
    }

    /**
     * A server that does not listen yet.
     *
     * @param calls by name, as it stands behind {@link #PATH}
     */
    public InternalServer(Settings settings, Map<String, InternalCall> calls) {
        this.settings = settings;
        this.calls = Map.copyOf(calls);
        this.room = new Semaphore(settings.mostInHand());
        this.roomForBodies = new Semaphore(Math.toIntExact(settings.mostBodyBytesInHand() / KIB));
        this.bodiesOfOwners = new MemoryShares(settings.mostBodyBytesInHand());
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(0);
        server.addBean(new NetworkConnectionLimit(2 * settings.mostInHand(), connector));
        server.addConnector(connector);
        server.setHandler(new Calls());
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (Exception e) { // Jetty's own signature
            throw new IllegalStateException("the internal port cannot listen on " + settings.host() + ":"
                    + settings.port(), e);
        }
        listening.complete(null);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return listening.copy();
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Refuses new calls, as moved, so that callers look for another owner; finishes those in hand for a while. */
    @Override
    public void close() {
        closing = true;
        try {
            boolean unused = room.tryAcquire(settings.mostInHand(), STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // Jetty's own signature
            LOG.warn("the internal port did not stop", e);
        }
    }

    private final class Calls extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
                refuse(response, callback, 403); // a web page, which reaches what listens on the loopback of its browser
                return true;
            }
            if (settings.secret().isPresent()
                    && !settings.secret().get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
                refuse(response, callback, 401);
                return true;
            }
            String path = Request.getPathInContext(request);
            InternalCall call = path.startsWith(PATH) ? calls.get(path.substring(PATH.length())) : null;
            if (call == null || !HttpMethod.POST.is(request.getMethod())) {
                refuse(response, callback, 404);
                return true;
            }
            long length = request.getLength();
            if (length < 0 || length > MOST_BODY_BYTES) {
                refuse(response, callback, length < 0 ? 411 : 413);
                return true;
            }
            if (!room.tryAcquire()) {
                fail(response, callback, overloaded("too many calls of other nodes are in hand"));
                return true;
            }
            try {
                admitted(request, response, callback, call, (int) length);
            } finally {
                room.release();
            }
            return true;
        }

        private void admitted(Request request, Response response, Callback callback, InternalCall call, int length)
                throws IOException {
            if (closing) {
                fail(response, callback, new CallFailure(CallFailure.Kind.MOVED, "the node stops"));
                return;
            }
            int kib = 1 + length / KIB;
            if (!roomForBodies.tryAcquire(kib)) {
                fail(response, callback, overloaded("too many bytes of other nodes' calls are in hand"));
                return;
            }
            try {
                byte[] body = body(request, length);
                TraceSpan.Scope trace = Traces.resume(request.getHeaders()::get);
                try {
                    answer(call, body, response, callback);
                } finally {
                    trace.close();
                }
            } finally {
                roomForBodies.release(kib);
            }
        }

        private static byte[] body(Request request, int length) throws IOException {
            try (InputStream in = Content.Source.asInputStream(request)) {
                return in.readNBytes(length);
            }
        }

        private void answer(InternalCall call, byte[] body, Response response, Callback callback) {
            byte[] answer;
            try {
                Optional<String> owner = call.owner(body);
                answer = owner.isPresent() ? answer(call, owner.get(), body) : call.answer(body);
            } catch (IllegalArgumentException e) {
                LOG.warn("a call of another node is not understood", e);
                fail(response, callback, new CallFailure(CallFailure.Kind.UNREADABLE, String.valueOf(e.getMessage())));
                return;
            } catch (RuntimeException e) {
                CallFailure failure = CallFailure.of(e);
                if (failure.kind() == CallFailure.Kind.FAILED) {
                    LOG.error("a call of another node failed", e);
                }
                fail(response, callback, failure);
                return;
            }
            send(response, callback, 200, answer);
        }

        private byte[] answer(InternalCall call, String owner, byte[] body) {
            if (!bodiesOfOwners.take(owner, body.length)) {
                throw new OverloadedException("too many bytes of this environment's calls are in hand");
            }
            try {
                return call.answer(body);
            } finally {
                bodiesOfOwners.giveBack(owner, body.length);
            }
        }

        private static CallFailure overloaded(String reason) {
            return new CallFailure(CallFailure.Kind.OVERLOADED, reason);
        }

        private static void fail(Response response, Callback callback, CallFailure failure) {
            if (failure.kind().status() == 503) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            }
            send(response, callback, failure.kind().status(), failure.write());
        }

        /** Before the body was read: the connection is of no more use. */
        private static void refuse(Response response, Callback callback, int status) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            send(response, callback, status, new byte[0]);
        }

        private static void send(Response response, Callback callback, int status, byte[] body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }
}
