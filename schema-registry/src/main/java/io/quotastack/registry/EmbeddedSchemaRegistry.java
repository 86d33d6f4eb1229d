package io.quotastack.registry;

import java.util.Map;

import org.eclipse.jetty.util.thread.QueuedThreadPool;

import io.javalin.Javalin;
import io.quotastack.schemas.topic.Topic;

/**
 * The schema registry. Its schemas live in the topic {@code _schemas}: a restart finds all of them. One process may write
 * to that topic at a time.
 */
public final class EmbeddedSchemaRegistry implements AutoCloseable {

    /** Where the schemas are. */
    public static final Topic TOPIC = KafkaRegistryLog.TOPIC;

    /** Platform threads, and few: a write holds its thread until it is durable. */
    private static final int THREADS = 8;
    private static final int MAX_BODY_BYTES = 4 << 20;

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
        try {
            var routes = new RegistryRoutes(new SchemaSubjects(log));
            Javalin http = Javalin.create(config -> {
                config.startup.showJavalinBanner = false;
                config.http.maxRequestSize = MAX_BODY_BYTES;
                config.jetty.threadPool = new QueuedThreadPool(THREADS, THREADS);
                routes.addTo(config.routes);
            });
            return new EmbeddedSchemaRegistry(log, http.start(host, port), host);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
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
