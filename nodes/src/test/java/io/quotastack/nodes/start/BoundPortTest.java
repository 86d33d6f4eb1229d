package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quotastack.nodes.start.BoundPort.Wanted;

class BoundPortTest {

    @Test
    void allThatAreTakenAreNamedAtOnce() throws Exception {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> BoundPort.expectFree(List.of(new Wanted("--a", "127.0.0.1", one.getLocalPort()),
                    new Wanted("--free", "127.0.0.1", 0), new Wanted("--b", "127.0.0.1", other.getLocalPort()))))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessage("port " + one.getLocalPort() + " on 127.0.0.1 is taken (--a); port "
                            + other.getLocalPort() + " on 127.0.0.1 is taken (--b)");
        }
    }

    /** 192.0.2.1 is for documentation: no machine has it. */
    @Test
    void whatElseKeepsOneFromAPortIsTold() {
        assertThatThrownBy(() -> BoundPort.expectFree(List.of(new Wanted("--port", "192.0.2.1", 0))))
                .isInstanceOf(CannotStartException.class).message().startsWith("port 0 on 192.0.2.1 cannot be had: ")
                .endsWith(" (--port)");
        assertThatThrownBy(() -> BoundPort.of("--port", "127.0.0.1", 80, () -> {
            throw new UncheckedIOException(new BindException("Permission denied"));
        })).isInstanceOf(CannotStartException.class)
                .hasMessage("port 80 on 127.0.0.1 cannot be had: Permission denied (--port)");
    }
}
