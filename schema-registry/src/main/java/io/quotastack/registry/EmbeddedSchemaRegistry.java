package io.quotastack.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import io.javalin.Javalin;
import io.quotastack.gateway.HostNames;
import io.quotastack.schemas.topic.Topic;

/**
 * The schema registry. Its schemas live in the topic {@code _schemas}: a restart finds all of them. One process may write
 * to that topic at a time.
 */
public final class EmbeddedSchemaRegistry implements AutoCloseable {

    /** Where the schemas are. */
    public static final Topic TOPIC = KafkaRegistryLog.TOPIC;

    /** Platform threads, since a write holds its thread until it is durable; far more than there may be bodies under way. */
    private static final int MOST_THREADS = 128;
    private static final int LEAST_THREADS = 4;
    private static final int MOST_CONNECTIONS = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(5);

    private final RegistryLog log;
    private final Javalin http;
    private final String host;

    private EmbeddedSchemaRegistry(RegistryLog log, Javalin http, String host) {
        this.log = log;
        this.http = http;
        this.host = host;
    }

    /**
     * Reads what is in the topic and serves.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @param host the address to listen on
     * @param port 0: a free one
     */
    public static EmbeddedSchemaRegistry start(Map<String, Object> kafka, String host, int port) {
        return start(new KafkaRegistryLog(kafka), host, port);
    }

    static EmbeddedSchemaRegistry start(RegistryLog log, String host, int port) {
        return start(log, host, port, RequestBodies.Limits.DEFAULT);
    }

    static EmbeddedSchemaRegistry start(RegistryLog log, String host, int port, RequestBodies.Limits limits) {
        try {
            var routes = new RegistryRoutes(new SchemaSubjects(log), new BrowserGuard(HostNames.of(host, Set.of())),
                    new RequestBodies(limits));
            Javalin http = Javalin.create(config -> {
                config.startup.showJavalinBanner = false;
                config.jetty.threadPool = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
                config.jetty.addConnector((server, settings) -> connector(server, settings, host, port));
                routes.addTo(config.routes);
            });
            return new EmbeddedSchemaRegistry(log, http.start(), host);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static ServerConnector connector(Server server, HttpConfiguration settings, String host, int port) {
        var connector = new ServerConnector(server, new HttpConnectionFactory(settings));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        var limit = new NetworkConnectionLimit(MOST_CONNECTIONS, connector);
        limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
        server.addBean(limit);
        return connector;
    }

    public int port() {
        return http.port();
    }

    /** What clients set as {@code schema.registry.url}. */
    public String url() {
        return "http://" + host + ":" + port();
    }

    @Override
    public void close() {
        http.stop();
        log.close();
    }
}
