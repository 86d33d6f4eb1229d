package io.quotastack.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A release unpacked somewhere else starts with bash and Java alone. */
@Timeout(120)
class ArchiveTest {

    private static final String MADE_IN_THE_BUILD = "start.aot";
    private static final String TRIED_RECORDING = "warm-up.log";
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)");
    /** As the libraries' own descriptions name them. */
    private static final Set<String> LICENCES = Set.of("Apache-2.0", "MIT", "BSD-3-Clause", "BSD-2-Clause", "EPL-2.0",
            "CC0-1.0", "Go License");

    @TempDir
    private Path directory;
    private Path unpacked = Path.of("");

    @BeforeEach
    void unpack() throws Exception {
        try (Stream<Path> made = Files.list(Path.of("target"))) {
            Path archive = made.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
            Process tar = start(directory, "tar", "-xzf", archive.toAbsolutePath().toString());
            assertThat(ended(tar)).isZero();
        }
        try (Stream<Path> found = Files.list(directory)) {
            unpacked = found.findFirst().orElseThrow();
        }
        // What a tried recording leaves: the tests start as a JDK without recordings does.
        Files.createFile(unpacked.resolve(TRIED_RECORDING));
    }

    @Test
    void bearsItsVersionAndItsLicense() {
        assertThat(unpacked.getFileName().toString()).matches("quotastack-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(unpacked.resolve("LICENSE")).content().contains("Apache License");
    }

    /** By its bill of materials: each library with its hash, and a licence that we may pass on. */
    @Test
    void tellsWhatIsInItAndUnderWhichLicences() throws Exception {
        JsonNode components = new ObjectMapper().readTree(unpacked.resolve("sbom.json").toFile())
                .required("components");
        Map<String, JsonNode> told = new HashMap<>();
        components.forEach(component -> told.put(
                component.required("name").textValue() + "-" + component.required("version").textValue() + ".jar",
                component));

        try (Stream<Path> libraries = Files.list(unpacked.resolve("lib"))) {
            for (Path library : libraries.toList()) {
                String name = library.getFileName().toString();
                assertThat(told).containsKey(name);
                JsonNode component = told.getOrDefault(name, MissingNode.getInstance());
                assertThat(component.path("hashes").findValuesAsText("content")).contains(sha256(library));
                assertThat(licences(component)).as(name).isNotEmpty().anyMatch(LICENCES::contains);
            }
        }
    }

    private static List<String> licences(JsonNode component) {
        return component.path("licenses").findParents("license").stream().map(one -> one.path("license"))
                .map(license -> license.path("id").asText(license.path("name").asText())).toList();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void answersForHelp() throws Exception {
        Process help = start(unpacked, "./quotastack", "--help");

        assertThat(output(help)).contains("usage: ./quotastack <command>");
        assertThat(ended(help)).isZero();
    }

    @Test
    void runsTheOneProcess() throws Exception {
        Process up = start(directory, unpacked.resolve("quotastack").toString(), "up", "--port", "0", "--kafka-port",
                "0", "--registry-port", "0");
        try {
            assertThat(linesUntil(up, "quotastack ready")).anyMatch(line -> line.startsWith("quotastack ready"))
                    .noneMatch(line -> line.startsWith("building"));
            up.destroy();
            assertThat(ended(up)).isZero();
        } finally {
            up.destroyForcibly();
        }
    }

    @Test
    void runsAnAppOfACluster() throws Exception {
        Process app = start(directory, unpacked.resolve("quotastack").toString(), "ledger-streams");

        assertThat(output(app)).contains("bootstrap.servers");
        assertThat(ended(app)).as("settings are missing").isEqualTo(2);
    }

    @Test
    void tellsItsVersion() throws Exception {
        Process version = start(unpacked, "./quotastack", "--version");

        assertThat(output(version)).isEqualTo(unpacked.getFileName().toString().replace('-', ' ')
                .replace(" SNAPSHOT", "-SNAPSHOT") + "\n");
        assertThat(ended(version)).isZero();
    }

    @Test
    void saysWhatOnlyACheckoutCan() throws Exception {
        Process bench = start(unpacked, "./quotastack", "bench");

        assertThat(output(bench)).isEqualTo(
                "quotastack: bench runs from a checkout of the sources; this is an unpacked release.\n");
        assertThat(ended(bench)).isEqualTo(1);

        Process help = start(unpacked, "./quotastack", "bench", "--help");

        assertThat(output(help)).contains("bench runs from a checkout");
        assertThat(ended(help)).isZero();
    }

    @Test
    void recordsNothingToAnswerForHelp() throws Exception {
        Files.delete(unpacked.resolve(TRIED_RECORDING));

        Process help = start(unpacked, "./quotastack", "up", "--help");

        assertThat(output(help)).contains("--data-dir").doesNotContain("recording");
        assertThat(ended(help)).isZero();
        assertThat(unpacked.resolve(TRIED_RECORDING)).doesNotExist();
    }

    @Test
    void hasAllThatItsPagesLinkToAndTheImageIsMadeOf() throws Exception {
        try (Stream<Path> files = Files.walk(unpacked)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
                LINK.matcher(Files.readString(page)).results().map(link -> link.group(1))
                        .filter(link -> !link.contains(":"))
                        .forEach(link -> assertThat(page.resolveSibling(link)).as(page.toString()).exists());
            }
        }
        assertThat(List.of("Dockerfile", ".dockerignore", "docker-compose.yml", "container/health", "ops/ha.env",
                "ops/prometheus.yml",
                "ops/alerts.yml", "ops/grafana/dashboards/quotastack.json"))
                .allSatisfy(file -> assertThat(unpacked.resolve(file)).exists());
        assertThat(unpacked.resolve("container/health")).isExecutable();
    }

    /** An image can be made of an unpacked release: what the Dockerfile copies is there, and is not kept from it. */
    @Test
    void nothingTheImageIsMadeOfIsIgnored() throws Exception {
        List<String> sent = Files.readAllLines(unpacked.resolve(".dockerignore")).stream()
                .filter(line -> line.startsWith("!")).map(line -> line.substring(1)).toList();
        List<String> copied = Files.readAllLines(unpacked.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY --from=unpacked "))
                .flatMap(line -> Stream.of(line.split(" ")).skip(2)).filter(path -> path.startsWith("/opt/quotastack/"))
                .map(path -> path.substring("/opt/quotastack/".length()))
                .filter(path -> !path.isEmpty() && !path.equals(MADE_IN_THE_BUILD)).distinct().toList();

        assertThat(copied).contains("lib", "app", "quotastack")
                .allSatisfy(path -> assertThat(unpacked.resolve(path)).exists());
        assertThat(sent).containsAll(copied);
    }

    private static Process start(Path directory, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("QUOTASTACK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("QUOTASTACK_JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** All lines up to the one that begins so, or to the end of the process. */
    private static List<String> linesUntil(Process process, String beginning) throws IOException {
        var lines = new ArrayList<String>();
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                break;
            }
        }
        return lines;
    }

    private static int ended(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
