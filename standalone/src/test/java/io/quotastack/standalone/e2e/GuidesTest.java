package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every guide's commands run as they stand there and print what it shows. */
@Timeout(180)
class GuidesTest {

    /** Tests run in their module's folder. */
    private static final Path GUIDES = Path.of("..", "docs", "guide");

    @TempDir
    private static Path directory;

    private static QuotaStackProcess process;

    @BeforeAll
    static void start() {
        process = QuotaStackProcess.start(directory.resolve("data"), "--no-fsync");
    }

    @AfterAll
    static void end() {
        process.close();
    }

    static List<Path> guides() throws IOException {
        try (Stream<Path> pages = Files.list(GUIDES)) {
            return pages.filter(GuidesTest::hasCommands).sorted().toList();
        }
    }

    private static boolean hasCommands(Path guide) {
        try {
            return Files.readString(guide).contains("```bash\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("guides")
    void worksCopyPasted(Path guide) throws IOException {
        assumeTrue(PageCommands.canRun(), "needs bash and curl");

        String output = new PageCommands(Files.readString(guide), process).run(directory);

        assertThat(output).doesNotContain("invalid-request", "malformed-json", "not-found");
    }
}
