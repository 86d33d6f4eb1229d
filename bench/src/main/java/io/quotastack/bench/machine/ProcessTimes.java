package io.quotastack.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processor time since the machine's start, as Linux tells it at one moment, in ticks of a hundredth of a second.
 *
 * @param busy of all cores, without interrupts: they serve whoever does I/O, which is mostly us. The time that the host
 *        gave to others counts
 */
record ProcessTimes(long busy, Map<Long, OneProcess> processes) {

    static final int TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");
    /** user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final Pattern BUSY = Pattern.compile("cpu +(\\d+) (\\d+) (\\d+) \\d+ \\d+ \\d+ \\d+ (\\d+)");
    private static final Pattern PID = Pattern.compile("\\d+");
    /** All threads of the kernel are its children. What they do, they do for somebody, and nobody knows for whom. */
    private static final long KERNEL = 2;

    /**
     * @param ticks its own and those of its children that have ended, so that nothing is lost when one ends
     */
    record OneProcess(long parent, long ticks) {

        private static final int PARENT = 1;
        private static final int OWN_USER = 11;
        private static final int CHILDREN_SYSTEM = 14;

        /** {@code /proc/<pid>/stat}: id, name in parentheses (which may hold anything), state, parent and so on. */
        static OneProcess parse(String stat) {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = OWN_USER; i <= CHILDREN_SYSTEM; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return new OneProcess(Long.parseLong(fields[PARENT]), ticks);
        }
    }

    /** Absent where there is no such thing as {@code /proc}. */
    static Optional<ProcessTimes> now() {
        return read(PROC.resolve("stat")).map(ProcessTimes::busy).filter(busy -> busy >= 0)
                .map(busy -> new ProcessTimes(busy, allProcesses()));
    }

    static long busy(String stat) {
        Matcher ticks = BUSY.matcher(stat);
        if (!ticks.find()) {
            return -1;
        }
        long busy = 0;
        for (int i = 1; i <= ticks.groupCount(); i++) {
            busy += Long.parseLong(ticks.group(i));
        }
        return busy;
    }

    private static Map<Long, OneProcess> allProcesses() {
        Map<Long, OneProcess> processes = new HashMap<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString()).filter(name -> PID.matcher(name).matches())
                    .forEach(pid -> read(PROC.resolve(pid).resolve("stat"))
                            .ifPresent(stat -> processes.put(Long.parseLong(pid), OneProcess.parse(stat))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return processes;
    }

    /** Ticks of the processes that are neither the kernel's nor one of {@code ours} nor descend from one of those. */
    long others(Set<Long> ours) {
        Set<Long> roots = new HashSet<>(ours);
        roots.add(KERNEL);
        long known = 0;
        for (Map.Entry<Long, OneProcess> process : processes.entrySet()) {
            if (descends(process.getKey(), roots)) {
                known += process.getValue().ticks();
            }
        }
        return busy - known;
    }

    private boolean descends(long pid, Set<Long> roots) {
        long at = pid;
        // No chain of parents is longer than there are processes; one that changed meanwhile could even be a ring.
        for (int i = 0; i <= processes.size(); i++) {
            if (roots.contains(at)) {
                return true;
            }
            OneProcess process = processes.get(at);
            if (process == null) {
                return false;
            }
            at = process.parent();
        }
        return false;
    }

    /** Absent when there is no such file, or no such process any more. */
    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // A process that ends while its file is open: ESRCH.
            if (file.startsWith(PROC) && !Files.exists(file)) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }
}
