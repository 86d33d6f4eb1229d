package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the console, as browsers get them. What it does in one is tested where there is a process to do it with. */
class ConsoleTest extends ApiFixture {

    private static final Pattern IMPORT = Pattern.compile("(?:from|import) \"([^\"]+)\"");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    static Stream<String> files() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(ConsoleTest.class.getResource("/console")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
            return Stream.concat(names.stream(), Stream.of("lib-preact.js", "lib-hooks.js", "lib-htm.js"));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFileIsServedWithoutAKeyAndAsNothingElse(String name) {
        Answer answer = get("/console/" + name).as("").send().is(200);

        assertThat(answer.body()).isNotEmpty();
        assertThat(answer.header("Content-Type").replace(" ", "")).isIn("text/html;charset=utf-8",
                "text/javascript;charset=utf-8",
                "text/css;charset=utf-8", "image/svg+xml");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/index.html"})
    void thePageLetsNothingInButFilesOfThisServer(String path) {
        Answer page = get(path).as("").send().is(200);

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self'",
                "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
                "form-action 'none'").doesNotContain("unsafe", "http", "data:", "*");
    }

    @Test
    void thePageHasNoCodeOrStyleWithinAndLeadsToFilesThatAreThere() {
        String page = get("/console").as("").send().is(200).body();

        assertThat(page).doesNotContain("<style", " style=", " onload=", "//");
        assertThat(Pattern.compile("<script(?![^>]*(src=|type=\"importmap\"))").matcher(page).find()).isFalse();
        assertThat(references(page, REFERENCE)).hasSizeGreaterThan(3)
                .allSatisfy(path -> get(path).as("").send().is(200));
    }

    @ParameterizedTest
    @MethodSource("files")
    void modulesImportOnlyFilesThatAreServed(String name) {
        if (name.endsWith(".js")) {
            String module = get("/console/" + name).as("").send().is(200).body();

            assertThat(references(module, IMPORT)).allSatisfy(path -> {
                assertThat(path).startsWith("./");
                get("/console/" + path.substring(2)).as("").send().is(200);
            });
        }
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() {
        Answer first = get("/console/main.js").as("").send().is(200);
        String tag = first.header("ETag");

        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Answer again = get("/console/main.js").as("").header("If-None-Match", known).send();
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
            assertThat(names(again.headers())).doesNotContain("content-length");
        }
        get("/console/main.js").as("").header("If-None-Match", "\"other\"").send().is(200);
    }

    @ParameterizedTest
    @CsvSource({"/console/none.js,404", "/console/..,404", "/console/%2e%2e%2fopenapi%2fapi.yaml,404",
        "/console/package-info.java,404", "/console/main.js/x,401", "/console/docs%2fdocs.js,404",
        "/console/%00,400", "/console?debug=1,400", "/console/main.js?v=2,400"})
    void nothingElseIsThere(String path, int status) {
        assertThat(call("GET", path).as("").send().status()).isEqualTo(status);
    }

    @Test
    void itTakesNothing() {
        post("/console").as("").send().isProblem(401, "unauthenticated");
        post("/console").send().isProblem(405, "method-not-allowed");
    }

    private static List<String> references(String text, Pattern pattern) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static List<String> names(HttpHeaders headers) {
        return headers.map().keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
