package io.quotastack.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Counts the system calls by which a process has the disk keep what it wrote, all of its threads, as strace sees them:
 * {@code fsync} and {@code fdatasync} of files, {@code msync} of mapped ones (Kafka's indexes), and the rarer ones.
 */
public final class SyncCalls {

    private static final String CALLS = "fsync,fdatasync,msync,sync_file_range,syncfs,sync";
    private static final Pattern ATTACHED = Pattern.compile("attached");
    /** Of the summary: share of the time, seconds, microseconds a call, calls, errors if any, name. */
    private static final Pattern LINE = Pattern.compile(" +[\\d.]+ +[\\d.]+ +\\d+ +(\\d+) +(?:\\d+ +)?(\\w+)");
    private static final String TOTAL = "total";

    private SyncCalls() {}

    /**
     * How often each was called in that time.
     *
     * @throws IllegalStateException strace is not there, or may not look at the process
     */
    public static Map<String, Long> count(ProcessHandle process, Duration time) throws InterruptedException {
        Path folder = Folders.temporary("quotastack-strace");
        try {
            Path summary = folder.resolve("summary");
            try (ChildProcess strace = ChildProcess.start(
                    List.of("strace", "-f", "-c", "-e", "trace=" + CALLS, "-o", summary.toString(), "-p",
                            Long.toString(process.pid())),
                    Map.of(), ATTACHED)) {
                strace.awaitReady();
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
                strace.stop();
            }
            return parse(Files.readString(summary));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.remove(folder);
        }
    }

    static Map<String, Long> parse(String summary) {
        Map<String, Long> calls = new TreeMap<>();
        LINE.matcher(summary).results().filter(line -> !line.group(2).equals(TOTAL))
                .forEach(line -> calls.put(line.group(2), Long.parseLong(line.group(1))));
        return calls;
    }
}
