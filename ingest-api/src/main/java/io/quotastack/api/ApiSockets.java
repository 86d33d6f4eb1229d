package io.quotastack.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import com.sun.management.UnixOperatingSystemMXBean;

import io.javalin.config.JavalinConfig;

/** What listens: a socket for each host of the {@link ApiDoor}, all at one port, with one bound of connections. */
final class ApiSockets {

    /**
     * Longer than any wait for an outcome, so that no waiting caller is cut off; and longer than the 60 s for which
     * proxies usually keep an idle connection, so that none sends a request on one that is being closed.
     */
    private static final Duration IDLE = Duration.ofSeconds(75);

    /** When there are too many connections, those that do nothing end after this. */
    private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(5);

    /** Each connection is an open file, and who cannot open one of its own any more, as a broker beside us, ends. */
    private static final int PART_OF_OPEN_FILES = 4;

    /** How long a connection without a request may hold up the stop. */
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(50);

    private final ApiDoor door;
    private @Nullable ServerConnector first;

    ApiSockets(ApiDoor door) {
        this.door = door;
    }

    void addTo(JavalinConfig config, int connections) {
        config.jetty.modifyServer(server -> {
            var limit = new NetworkConnectionLimit((int) Math.min(connections, openFiles() / PART_OF_OPEN_FILES),
                    server);
            limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
            server.addBean(limit);
        });
        for (String host : door.hosts()) {
            config.jetty.addConnector((server, http) -> bound(server, http, host));
        }
    }

    /** How many this process may have, however high the soft limit: the JVM raises that to the hard one. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Bound at once: where any port will do, the first one's is that of all. */
    private ServerConnector bound(Server server, HttpConfiguration http, String host) {
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        ServerConnector before = first;
        connector.setHost(host);
        connector.setPort(before == null ? door.port() : before.getLocalPort());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
        try {
            connector.open();
        } catch (IOException e) {
            if (before != null) {
                before.close();
            }
            throw new UncheckedIOException(e);
        }
        if (before == null) {
            first = connector;
        }
        return connector;
    }
}
