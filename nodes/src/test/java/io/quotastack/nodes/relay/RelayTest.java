package io.quotastack.nodes.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.platform.wire.NodeAddress;

@Timeout(20)
class RelayTest {

    @Test
    void handsConnectionsToEachInTurn() throws Exception {
        try (ServerSocket a = answering("a"); ServerSocket b = answering("b"); Relay relay = to(a, b)) {
            Set<String> answers = new TreeSet<>();
            for (int call = 0; call < 4; call++) {
                answers.add(ask(relay, "hello"));
            }

            assertThat(answers).containsExactly("a: hello", "b: hello");
        }
    }

    @Test
    void passesOverWhoTakesNoConnection() throws Exception {
        try (ServerSocket gone = gone(); ServerSocket b = answering("b"); Relay relay = to(gone, b)) {
            for (int call = 0; call < 4; call++) {
                assertThat(ask(relay, "hello")).isEqualTo("b: hello");
            }
        }
    }

    @Test
    void endsAConnectionThatNobodyTakes() throws Exception {
        try (ServerSocket gone = gone(); Relay relay = to(gone)) {
            assertThat(ask(relay, "")).isEmpty();
        }
    }

    private static Relay to(ServerSocket... targets) throws IOException {
        return Relay.start(0, List.of(targets).stream()
                .map(target -> new NodeAddress("127.0.0.1", target.getLocalPort())).toList());
    }

    /** Answers each connection with its name and all that was said, once the caller said all. */
    private static ServerSocket answering(String name) throws IOException {
        var listening = new ServerSocket(0);
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try (Socket caller = listening.accept()) {
                    byte[] said = caller.getInputStream().readAllBytes();
                    caller.getOutputStream().write((name + ": " + new String(said, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // Closed by the test.
                }
            }
        });
        return listening;
    }

    /** Where nobody listens any more. */
    private static ServerSocket gone() throws IOException {
        var closed = new ServerSocket(0);
        closed.close();
        return closed;
    }

    private static String ask(Relay relay, String text) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
