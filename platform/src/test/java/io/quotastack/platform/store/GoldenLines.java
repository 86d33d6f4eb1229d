package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines of a resource that what the code writes is held against. To record them anew, which is right only where another
 * story is told and no format has changed, run the test with {@code -Dformats.record=true} and look at the difference.
 */
final class GoldenLines {

    private final Path file;

    /** @param resource of this module's tests */
    GoldenLines(String resource) {
        this.file = Path.of("src/test/resources" + resource);
    }

    List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(List<String> written) {
        if (Boolean.getBoolean("formats.record")) {
            try {
                Files.write(file, written);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(written).isEqualTo(lines());
    }
}
