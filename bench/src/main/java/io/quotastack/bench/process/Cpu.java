package io.quotastack.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux tells of processors and memory; elsewhere nothing is known, and nothing is said. */
public final class Cpu {

    private static final Path STAT = Path.of("/proc/stat");
    /** user, nice, system, idle, iowait, irq, softirq: in hundredths of a second, over all cores. */
    private static final Pattern TOTAL = Pattern.compile("cpu +(\\d+) (\\d+) (\\d+) \\d+ \\d+ (\\d+) (\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int NANOS_PER_TICK = 10_000_000;

    private final ProcessHandle product;
    private final long begunNanos = System.nanoTime();
    private final Duration productBefore;
    private final Duration benchBefore;
    private final OptionalLong allBefore;

    /** Begins to count. */
    public Cpu(ProcessHandle product) {
        this.product = product;
        this.productBefore = used(product);
        this.benchBefore = used(ProcessHandle.current());
        this.allBefore = usedByAll();
    }

    /** Processor time of the product since this began. */
    public Duration product() {
        return used(product).minus(productBefore);
    }

    /** The share of the machine, 0 to 1, that neither the product nor the bench took since this began. */
    public OptionalDouble others() {
        OptionalLong all = usedByAll();
        if (all.isEmpty() || allBefore.isEmpty()) {
            return OptionalDouble.empty();
        }
        long ours = product().plus(used(ProcessHandle.current()).minus(benchBefore)).toNanos();
        long there = (System.nanoTime() - begunNanos) * Runtime.getRuntime().availableProcessors();
        return OptionalDouble.of(Math.max(0, all.getAsLong() - allBefore.getAsLong() - ours) / (double) there);
    }

    /** Resident memory of a process in bytes. */
    public static OptionalLong residentBytes(ProcessHandle process) {
        return read(Path.of("/proc/" + process.pid() + "/status")).stream()
                .flatMap(status -> Stream.of(RESIDENT.matcher(status)))
                .filter(Matcher::find).mapToLong(line -> Long.parseLong(line.group(1)) * 1024).findFirst();
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static OptionalLong usedByAll() {
        return read(STAT).stream().flatMap(stat -> Stream.of(TOTAL.matcher(stat))).filter(Matcher::find)
                .mapToLong(Cpu::busyNanos).findFirst();
    }

    private static long busyNanos(Matcher ticks) {
        long busy = 0;
        for (int i = 1; i <= ticks.groupCount(); i++) {
            busy += Long.parseLong(ticks.group(i));
        }
        return busy * NANOS_PER_TICK;
    }

    private static Optional<String> read(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
