package io.quotastack.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

final class ProcessTimesTest {

    @Test
    void readsAProcessWhateverItsName() {
        String stat = "42 (a) S 7 (b) S 1 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 9 0 77";

        assertThat(ProcessTimes.OneProcess.parse(stat)).isEqualTo(new ProcessTimes.OneProcess(1, 127));
    }

    @Test
    void countsWhatTheHostGaveToOthersAndNoInterrupts() {
        assertThat(ProcessTimes.busy("cpu  100 20 3 7777 888 99 99 4 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")).isEqualTo(127);
    }

    @Test
    void whatIsNeitherOursNorTheKernelsIsOfOthers() {
        var times = new ProcessTimes(1_000, Map.of(
                2L, process(0, 10), 3L, process(2, 100),
                50L, process(1, 5), 51L, process(50, 50), 52L, process(51, 100),
                60L, process(1, 400)));

        assertThat(times.others(Set.of(50L))).isEqualTo(1_000 - 10 - 100 - 5 - 50 - 100);
    }

    @Test
    void aRingOfParentsIsFollowedOnce() {
        var times = new ProcessTimes(100, Map.of(8L, process(9, 10), 9L, process(8, 10)));

        assertThat(times.others(Set.of(50L))).isEqualTo(100);
    }

    private static ProcessTimes.OneProcess process(long parent, long ticks) {
        return new ProcessTimes.OneProcess(parent, ticks);
    }
}
