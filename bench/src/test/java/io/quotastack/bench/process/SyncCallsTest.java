package io.quotastack.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

final class SyncCallsTest {

    @Test
    void readsTheSummaryOfStrace() {
        assertThat(SyncCalls.parse("""
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 66.67    0.000200         100         2           fdatasync
                 33.33    0.000100          33         3         1 msync
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.000300          60         5         1 total
                """)).isEqualTo(Map.of("fdatasync", 2L, "msync", 3L));
    }

    @Test
    void aProcessThatNeverSyncedLeavesNoSummary() {
        assertThat(SyncCalls.parse("")).isEmpty();
    }
}
