package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class RunningPartsTest {

    private final List<String> stopped = new ArrayList<>();
    private final RunningParts parts = new RunningParts();

    @Test
    void stopsTheLastOneFirst() {
        start("broker");
        start("streams");
        start("api");

        parts.close();

        assertThat(stopped).containsExactly("api", "streams", "broker");
    }

    @Test
    void stopsTheOthersWhenOneFails() {
        start("broker");
        parts.add("streams", () -> {
            throw new IllegalStateException("a part that cannot stop");
        });
        start("api");

        parts.close();

        assertThat(stopped).containsExactly("api", "broker");
    }

    @Test
    void stopsAtOnceWhatStartsTooLate() {
        parts.close();

        assertThatThrownBy(() -> start("broker")).isInstanceOf(CannotStartException.class);
        assertThat(stopped).containsExactly("broker");
    }

    private void start(String name) {
        AutoCloseable unused = parts.add(name, () -> stopped.add(name));
    }
}
