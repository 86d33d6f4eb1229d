package io.quotastack.bench.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import io.quotastack.bench.process.ServerProcess;

/**
 * What one would build instead: a thin HTTP server in front of the stored procedure. The same Javalin on virtual threads
 * as the product's, the caller's key looked up in memory by its hash, the body parsed, one round trip on a pooled
 * connection.
 */
final class PostgresApi {

    static final String URL = "BENCH_JDBC_URL";
    static final String OPTIONS = "BENCH_JDBC_OPTIONS";
    static final String USER = "BENCH_JDBC_USER";
    static final String PASSWORD = "BENCH_JDBC_PASSWORD";
    static final String API_KEY = "BENCH_API_KEY";

    /** Enough for PostgreSQL's best on a small machine; more only wait for each other. */
    private static final int POOL = 16;

    private final HikariDataSource database;
    private final Set<String> keyHashes;
    private final ObjectMapper json = new ObjectMapper();

    private PostgresApi(HikariDataSource database, Set<String> keyHashes) {
        this.database = database;
        this.keyHashes = keyHashes;
    }

    /** A body of {@code POST /v1/usage}. */
    private record Usage(
            @JsonProperty("external_customer_id") String externalCustomerId,
            @JsonProperty("billable_metric_key") String metricKey,
            @JsonProperty("units") long units) {

        /** The database knows customers by number, from 1 on: what stands after the last dash, from 0 on. */
        long customerNumber() {
            return Long.parseLong(externalCustomerId.substring(externalCustomerId.lastIndexOf('-') + 1)) + 1;
        }
    }

    /** A process of its own, see {@link ServerProcess}; it is told by its environment. */
    public static void main(String[] arguments) {
        var pool = new HikariConfig();
        pool.setJdbcUrl(System.getenv(URL));
        pool.addDataSourceProperty("options", System.getenv(OPTIONS));
        pool.setUsername(System.getenv(USER));
        pool.setPassword(System.getenv(PASSWORD));
        pool.setMaximumPoolSize(POOL);
        var api = new PostgresApi(new HikariDataSource(pool), Set.of(hash(System.getenv(API_KEY))));
        Javalin http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.routes.before(api::checkKey);
            config.routes.post("/v1/usage", api::charge);
        }).start("127.0.0.1", 0);
        System.out.println(ServerProcess.ready(http.port()));
    }

    private void checkKey(Context context) {
        if (!keyHashes.contains(hash(header(context, "X-API-Key").orElseThrow(UnauthorizedResponse::new)))) {
            throw new UnauthorizedResponse();
        }
    }

    private void charge(Context context) throws SQLException, JsonProcessingException {
        String eventId = header(context, "Idempotency-Key").orElseThrow(BadRequestResponse::new);
        Usage usage = context.bodyAsClass(Usage.class);
        String answer = charge(eventId, usage);
        context.status(json.readTree(answer).required("status").intValue()).contentType("application/json")
                .result(answer);
    }

    private String charge(String eventId, Usage usage) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("select charge(?, ?, ?, ?)")) {
            statement.setString(1, eventId);
            statement.setLong(2, usage.customerNumber());
            statement.setString(3, usage.metricKey());
            statement.setLong(4, usage.units());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static Optional<String> header(Context context, String name) {
        return Optional.ofNullable(context.header(name));
    }

    private static String hash(String key) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
