package io.quotastack.platform.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.NodeAddress;

class InternalPortTest {

    private static final InternalSecret SECRET = InternalSecret.of("0123456789abcdef");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch waitingOfOwner = new CountDownLatch(1);
    private final InternalServer server = new InternalServer(
            new InternalServer.Settings("127.0.0.1", 0, Optional.of(SECRET), 2, 64 << 10),
            Map.of("echo", bytes -> {
                answered.incrementAndGet();
                return bytes;
            }, "wait", bytes -> {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return bytes;
            }, "wait-of-first-byte", InternalCall.ofOwner(bytes -> Byte.toString(bytes[0]), bytes -> {
                waitingOfOwner.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return bytes;
            }), "echo-of-first-byte", InternalCall.ofOwner(bytes -> Byte.toString(bytes[0]), bytes -> bytes), "fail",
                    bytes -> {
                        throw failure(new String(bytes, StandardCharsets.UTF_8));
                    }));
    private final InternalClient client = new InternalClient(Optional.of(SECRET));

    private static RuntimeException failure(String name) {
        return switch (name) {
            case "moved" -> new CompletionException(new ShardMovedException());
            case "unavailable" -> new UnavailableException("not now");
            case "overloaded" -> new OverloadedException("too much");
            case "pending" -> new OutcomePendingException("who knows");
            case "unreadable" -> new IllegalArgumentException("what?");
            default -> new IllegalStateException("broke");
        };
    }

    private NodeAddress started() {
        server.start();
        return new NodeAddress("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        client.close();
        server.close();
    }

    private byte[] call(NodeAddress node, String name, byte[] body) throws Exception {
        return client.call(node, name, body, SOON);
    }

    @Test
    void answersWhoKnowsTheSecret() throws Exception {
        NodeAddress node = started();

        assertThat(call(node, "echo", new byte[] {1, 2})).containsExactly(1, 2);
    }

    @Test
    void refusesWhoDoesNotBeforeAnythingIsDone() throws Exception {
        NodeAddress node = started();
        for (Optional<InternalSecret> other : List.of(Optional.<InternalSecret>empty(),
                Optional.of(InternalSecret.of("0123456789abcdeF")))) {
            try (var stranger = new InternalClient(other)) {
                assertThatThrownBy(() -> stranger.call(node, "echo", new byte[1], SOON))
                        .isInstanceOfSatisfying(UnreachableException.class,
                                e -> assertThat(e.mayBeDone()).isFalse())
                        .hasMessageContaining("secret");
            }
        }
        assertThat(answered).hasValue(0);
    }

    @Test
    void exceptionsThereAreExceptionsHere() throws Exception {
        NodeAddress node = started();
        Map<String, Class<?>> expected = Map.of("moved", ShardMovedException.class, "unavailable",
                UnavailableException.class, "overloaded", OverloadedException.class, "pending",
                OutcomePendingException.class, "unreadable", IllegalStateException.class, "broke",
                IllegalStateException.class);
        for (var one : expected.entrySet()) {
            assertThatThrownBy(() -> call(node, "fail", one.getKey().getBytes(StandardCharsets.UTF_8)))
                    .as(one.getKey()).isExactlyInstanceOf(one.getValue());
        }
    }

    @Test
    void statusesSayTheSame() throws Exception {
        NodeAddress node = started();
        Map<String, Integer> expected = Map.of("moved", 421, "unavailable", 503, "pending", 503, "unreadable", 400,
                "broke", 500);
        for (var one : expected.entrySet()) {
            HttpResponse<byte[]> response = send(HttpRequest.newBuilder(InternalClient.uri(node, "fail"))
                    .POST(HttpRequest.BodyPublishers.ofString(one.getKey())));
            assertThat(response.statusCode()).as(one.getKey()).isEqualTo(one.getValue());
            assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(one.getValue() == 503);
        }
    }

    @Test
    void refusesWhatIsTooLargeOrHasNoLengthUnread() throws Exception {
        NodeAddress node = started();

        assertThatThrownBy(() -> call(node, "echo", new byte[InternalServer.MOST_BODY_BYTES + 1]))
                .isInstanceOf(Exception.class);

        assertThat(statusWithoutLength(node)).isEqualTo("411");
        assertThat(answered).hasValue(0);
    }

    /** Sends no byte of the body, so that none is lost when the connection is closed on it. */
    private static String statusWithoutLength(NodeAddress node) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.getOutputStream().write(("POST " + InternalServer.PATH + "echo HTTP/1.1\r\nHost: node\r\n"
                    + "Authorization: " + SECRET.header() + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9);
        }
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        NodeAddress node = started();

        assertThat(send(
                HttpRequest.newBuilder(InternalClient.uri(node, "nothing")).POST(HttpRequest.BodyPublishers.noBody()))
                .statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(InternalClient.uri(node, "echo")).GET()).statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(URI.create("http://" + node + "/internal/v2/echo"))
                .POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(404);
    }

    @Test
    void boundsTheCallsAndTheBytesInHand() throws Exception {
        NodeAddress node = started();

        assertThatThrownBy(() -> call(node, "echo", new byte[65 << 10])).isInstanceOf(OverloadedException.class);

        CompletableFuture<?> one = CompletableFuture.runAsync(() -> waiting(node));
        CompletableFuture<?> two = CompletableFuture.runAsync(() -> waiting(node));
        long end = System.nanoTime() + SOON.toNanos();
        boolean refused = false;
        while (!refused && System.nanoTime() < end) {
            try {
                call(node, "echo", new byte[1]);
            } catch (OverloadedException e) {
                refused = true;
            }
        }
        goOn.countDown();
        CompletableFuture.allOf(one, two).join();

        assertThat(refused).isTrue();
        assertThat(call(node, "echo", new byte[1])).hasSize(1);
    }

    @Test
    void callsThatWaitLeaveOtherOwnersTheirRoomForBodies() throws Exception {
        NodeAddress node = started();
        byte[] ofOne = new byte[20 << 10];
        byte[] ofOther = new byte[20 << 10];
        ofOther[0] = 1;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<byte[]> waiting = callers.submit(() -> call(node, "wait-of-first-byte", ofOne));
            waitingOfOwner.await();

            assertThatThrownBy(() -> call(node, "echo-of-first-byte", ofOne)).isInstanceOf(OverloadedException.class);
            assertThat(call(node, "echo-of-first-byte", ofOther)).hasSize(20 << 10);

            goOn.countDown();
            assertThat(waiting.get()).hasSize(20 << 10);
        }
        assertThat(call(node, "echo-of-first-byte", ofOne)).hasSize(20 << 10);
    }

    /** Asks until it is let in: what looks whether all room is taken takes some of it, too. */
    private void waiting(NodeAddress node) {
        while (true) {
            try {
                byte[] unused = call(node, "wait", new byte[1]);
                return;
            } catch (OverloadedException e) {
                Thread.onSpinWait();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whereNobodyListensNothingWasDone() throws Exception {
        NodeAddress node = started();
        server.close();

        assertThatThrownBy(() -> call(node, "echo", new byte[1])).isInstanceOfSatisfying(UnreachableException.class,
                e -> assertThat(e.mayBeDone()).isFalse());
    }

    @Test
    void whoDoesNotAnswerInTimeMayHaveDoneIt() throws Exception {
        NodeAddress node = started();

        assertThatThrownBy(() -> client.call(node, "wait", new byte[1], Duration.ofMillis(100)))
                .isInstanceOfSatisfying(UnreachableException.class, e -> assertThat(e.mayBeDone()).isTrue());
    }

    @Test
    void withoutASecretListensOnTheLoopbackOnly() {
        assertThatThrownBy(() -> InternalServer.Settings.of("0.0.0.0", 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(InternalServer.Settings.of("localhost", 0, Optional.empty()).host()).isEqualTo("localhost");
    }

    @Test
    void secretsAreLongAndFitAHeader() {
        for (String text : List.of("", "short", "with spaces in it and long", "0123456789abcde\n")) {
            assertThatThrownBy(() -> InternalSecret.of(text)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(SECRET.toString()).doesNotContain("0123");
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            return plain.send(request.header("Authorization", SECRET.header()).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
