package io.quotastack.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.javalin.Javalin;
import io.quotastack.bench.machine.OtherProcesses;

/** Against a real server, since the client has to get on with one. */
final class ClosedLoopTest {

    private static final OtherProcesses OTHERS = new OtherProcesses(Set.of());
    private static final int LONG_BODY = 100_000;

    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> overloadedOnce = ConcurrentHashMap.newKeySet();
    private Javalin server;

    @BeforeEach
    void startServer() {
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get("/ask/{number}", context -> {
                asked.add(context.pathParam("number"));
                context.result("yes");
            });
            config.routes.get("/busy/{number}", context -> {
                if (overloadedOnce.add(context.pathParam("number"))) {
                    context.status(503).result("later");
                } else {
                    asked.add(context.pathParam("number"));
                    context.result("yes");
                }
            });
            config.routes.get("/long", context -> context.header("Content-Length", Integer.toString(LONG_BODY))
                    .result("x".repeat(LONG_BODY)));
        }).start("127.0.0.1", 0);
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void sendsEachRequestOnce() throws InterruptedException {
        loop("/ask/{customer}", 4).times(100);

        assertThat(asked).hasSize(100).contains("000000000000", "000000000099");
    }

    @Test
    void sendsAgainWhatFoundTheServerOverloaded() throws InterruptedException {
        loop("/busy/{customer}", 8).times(16);

        assertThat(asked).hasSize(16);
    }

    @Test
    void anotherAnswerThanTheWantedOneEndsIt() {
        assertThatThrownBy(() -> loop("/nowhere/{customer}", 2).times(10)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("404");
    }

    @Test
    void countsOtherAnswersApart() throws InterruptedException {
        Load load = loop("/nowhere/{customer}", 2).fromTheFirst(Duration.ofMillis(200), OTHERS);

        assertThat(load.answers()).isZero();
        assertThat(load.others()).containsOnlyKeys(404);
    }

    @Test
    void measuresFromTheFirstAnswerOnWhenToldSo() throws InterruptedException {
        Load load = loop("/ask/{customer}", 2).fromTheFirst(Duration.ofMillis(200), OTHERS);

        assertThat(load.answers()).isPositive();
        assertThat(load.warmUp()).isEmpty();
    }

    @Test
    void countsNoAnswerOfTheWarmUp() throws InterruptedException {
        Load load = loop("/ask/{customer}", 2).whenSteady(Duration.ofMillis(200), OTHERS);

        assertThat(load.warmUp()).isPresent();
        assertThat(load.answers()).isPositive().isLessThan(asked.size());
    }

    @Test
    void aCallerThatFailsEndsTheLoad() {
        ClosedLoop loop = loop("/ask/{customer}", 2);
        server.stop();

        assertThatThrownBy(() -> loop.whenSteady(Duration.ofSeconds(5), OTHERS))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void readsBodiesLongerThanItsBuffer() throws Exception {
        try (Connection connection = Connection.to(uri())) {
            int status = connection.exchange(RequestTemplate.of("GET", "/long", "k", Optional.empty(), Optional.empty())
                    .request().bytes());

            assertThat(status).isEqualTo(200);
            assertThat(connection.body()).hasSize(LONG_BODY);
        }
    }

    private ClosedLoop loop(String path, int connections) {
        return new ClosedLoop(uri(), connections,
                RequestTemplate.of("GET", path, "k", Optional.empty(), Optional.empty()),
                (request, number) -> request.customer(0, number), 200);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }
}
