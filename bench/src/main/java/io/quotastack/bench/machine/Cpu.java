package io.quotastack.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one process takes. */
public final class Cpu {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final ProcessHandle process;
    private final Duration before;

    /** Begins to count. */
    public Cpu(ProcessHandle process) {
        this.process = process;
        this.before = used(process);
    }

    /** Processor time of the process since this began. */
    public Duration used() {
        return used(process).minus(before);
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory of a process in bytes; Linux tells it. */
    public static OptionalLong residentBytes(ProcessHandle process) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(status));
            return resident.find()
                    ? OptionalLong.of(Long.parseLong(resident.group(1)) * 1024)
                    : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
