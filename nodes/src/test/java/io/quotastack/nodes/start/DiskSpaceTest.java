package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.nodes.start.DiskSpace.Space;

class DiskSpaceTest {

    private static final long MEBIBYTE = 1L << 20;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private long free = 5_000 * MEBIBYTE;
    private long total = 100_000 * MEBIBYTE;

    private DiskSpace disk(Optional<Integer> minFree) {
        return new DiskSpace(Path.of("data"), new Space() {
            @Override
            public long free() {
                return free;
            }

            @Override
            public long total() {
                return total;
            }
        }, minFree, metrics);
    }

    @Test
    void closesBelowWhatIsToBeKeptFreeAndOpensByItselfWhenThereIsAQuarterMore() {
        DiskSpace disk = disk(Optional.of(400));
        assertThat(disk.isOpen()).isTrue();

        free = 400 * MEBIBYTE - 1;
        disk.look();
        assertThat(disk.isOpen()).isFalse();
        assertThat(disk.isReady()).isFalse();
        assertThat(metrics.get("quotastack.disk.short").gauge().value()).isEqualTo(1);
        assertThat(metrics.get("quotastack.disk.free.bytes").gauge().value()).isEqualTo((double) free);
        assertThatThrownBy(disk::requireOpen).isInstanceOf(UnavailableException.class)
                .hasMessage("the disk is nearly full, so no writes are taken");

        free = 499 * MEBIBYTE;
        disk.look();
        assertThat(disk.isOpen()).isFalse();

        free = 500 * MEBIBYTE;
        disk.look();
        assertThat(disk.isOpen()).isTrue();
        assertThat(disk.isReady()).isTrue();
        assertThat(metrics.get("quotastack.disk.short").gauge().value()).isZero();
    }

    @Test
    void keepsOneGibibyteFreeByDefault() {
        free = 1_024 * MEBIBYTE;
        DiskSpace disk = disk(Optional.empty());
        assertThat(disk.isOpen()).isTrue();

        free--;
        disk.look();
        assertThat(disk.isOpen()).isFalse();
    }

    @Test
    void keepsATenthOfASmallFileSystemFreeByDefault() {
        total = 300 * MEBIBYTE;
        free = 30 * MEBIBYTE;
        DiskSpace disk = disk(Optional.empty());
        assertThat(disk.isOpen()).isTrue();

        free--;
        disk.look();
        assertThat(disk.isOpen()).isFalse();
    }

    @Test
    void opensWhenThereIsALittleMoreHoweverMuchIsToBeKeptFree() {
        free = 3_999 * MEBIBYTE;
        DiskSpace disk = disk(Optional.of(4_000));
        assertThat(disk.isOpen()).isFalse();

        free = 4_256 * MEBIBYTE;
        disk.look();
        assertThat(disk.isOpen()).isTrue();
    }

    @Test
    void knowsHowItIsBeforeItIsStarted() {
        free = 0;
        assertThat(disk(Optional.empty()).isOpen()).isFalse();
    }
}
