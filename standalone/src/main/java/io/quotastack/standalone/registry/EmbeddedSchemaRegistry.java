package io.quotastack.standalone.registry;

import org.eclipse.jetty.util.thread.QueuedThreadPool;

import io.javalin.Javalin;

/**
 * The schema registry of the one process, on 127.0.0.1 only. Its schemas live in the broker's topic {@code _schemas}: a
 * restart finds all of them. One process may write to that topic at a time, as only one has the broker.
 */
public final class EmbeddedSchemaRegistry implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    /** Platform threads, and few: a write holds its thread until it is durable. */
    private static final int THREADS = 8;
    private static final int MAX_BODY_BYTES = 4 << 20;

    private final RegistryLog log;
    private final Javalin http;

    private EmbeddedSchemaRegistry(RegistryLog log, Javalin http) {
        this.log = log;
        this.http = http;
    }

    /**
     * Reads what is in the topic and serves.
     *
     * @param port 0: a free one
     */
    public static EmbeddedSchemaRegistry start(String bootstrapServers, int port) {
        return start(new KafkaRegistryLog(bootstrapServers), port);
    }

    static EmbeddedSchemaRegistry start(RegistryLog log, int port) {
        try {
            var routes = new RegistryRoutes(new SchemaSubjects(log));
            Javalin http = Javalin.create(config -> {
                config.startup.showJavalinBanner = false;
                config.http.maxRequestSize = MAX_BODY_BYTES;
                config.jetty.threadPool = new QueuedThreadPool(THREADS, THREADS);
                routes.addTo(config.routes);
            });
            return new EmbeddedSchemaRegistry(log, http.start(HOST, port));
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
        return "http://" + HOST + ":" + port();
    }

    @Override
    public void close() {
        http.stop();
        log.close();
    }
}
